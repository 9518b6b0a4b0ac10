"""Every number that decides, with its unit and its reason."""

import hashlib
from dataclasses import dataclass, fields

from watchlist.model.alerts import Severity
from watchlist.model.entities import Basis


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers an operator may turn. All scores and points are on the scale 0 to 100."""

    # A hit from this score on becomes an alert. A full name of three words that lacks its patronymic still reaches it;
    # two of four words of a name do not.
    alert_at: float = 75.0
    # Mentions below this score are not worth showing, even as candidates.
    mention_at: float = 60.0
    # From these scores on a hit on something designated is critical, high; below it is medium.
    critical_at: float = 95.0
    high_at: float = 85.0

    def version(self) -> str:
        """Equal numbers give an equal version, on every machine."""
        text = ";".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def severity(self, score: float, basis: Basis) -> Severity:
        """How soon someone should look. What is only named, and not under sanctions, is one step less urgent."""
        steps = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
        step = 3 if score >= self.critical_at else 2 if score >= self.high_at else 1
        return steps[step] if basis is Basis.DESIGNATED else steps[step - 1]


# --- How two words compare -------------------------------------------------------------------------------------------

# A word may differ in this many edits and still be the listed one, by its length: short words have too many
# neighbours (Iran, Iraq), long ones collect more slips.
EDITS_BY_LENGTH = ((0, 0), (5, 1), (8, 2), (12, 3))
# Words that agree in their consonants only (Hezbollah, Hizbullah) must still be this alike, of 100.
SKELETON_AT = 60.0

# --- How a name's words add up ---------------------------------------------------------------------------------------

# Share of the weight of a name that must be met by written words.
COVERED_SHARE = 0.6
# A written word between two words of the name that is not part of it: a middle name, or another person's name.
GAP_POINTS = 3.0
GAP_WORDS = 1
# Another word stands where the name has its own: Sergei *Ivanovich* for Sergei *Kuzhugetovich* Shoigu.
CONTRADICTED_POINTS = 8.0
# "Shoigu Sergei" instead of "Sergei Shoigu"; a comma between them makes it the customary list order, at no cost.
ORDER_POINTS = 1.0
# Initials and particles ("A.", "al", "de") say little: their weight against 1.0 for a word of full length.
FULL_WEIGHT_LENGTH = 4
SHORT_WEIGHT = 0.25
# A bare family name after the full name in the same text, and a weak alias: shown with this share of their score.
SUPPORT_SHARE = 0.8

# --- Sectors ---------------------------------------------------------------------------------------------------------

# A sector's own term, and a mere product of it, before the country that governs it is counted; neither alerts alone.
TERM_POINTS = 60.0
PRODUCT_POINTS = 55.0
GOVERNOR_POINTS = 25.0
# Words that may stand between a country and what it governs ("Iran's fast-growing domestic drone industry").
GOVERNOR_REACH = 3

# --- Evidence beside a name ------------------------------------------------------------------------------------------

COUNTRY_POINTS = 2.0
ACTION_POINTS = 5.0
