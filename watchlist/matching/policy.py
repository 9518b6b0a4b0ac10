"""Every number that decides, with its unit and its reason."""

import hashlib
from dataclasses import dataclass, fields

from watchlist.model.alerts import Hit, Severity
from watchlist.model.entities import Basis, Entity, NameKind, Schema


@dataclass(frozen=True, slots=True)
class Threshold:
    """Another `alert_at` for hits of one publisher, programme, schema or kind of name; what is None fits all."""

    alert_at: float
    publisher: str | None = None
    programme: str | None = None
    schema: Schema | None = None
    kind: NameKind | None = None

    def fits(self, hit: Hit) -> bool:
        """Whether a hit is of all that is asked for; its name is that of its best mention."""
        item = hit.entity
        return (
            (self.publisher is None or self.publisher in item.publishers)
            and (self.programme is None or self.programme in item.programmes)
            and (self.schema is None or self.schema is item.schema)
            and (self.kind is None or self.kind is _kind(hit))
        )


def _kind(hit: Hit) -> NameKind | None:
    """The kind of the listed name that was met best; a sector's terms have none."""
    if not isinstance(hit.entity, Entity):
        return None
    best = max(hit.mentions, key=lambda mention: mention.score)
    return next((name.kind for name in hit.entity.names if name.text == best.name), None)


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """Which hits have a severity; what is None or empty fits all. `evidence`: one of these kinds is among the hit's."""

    severity: Severity
    min_score: float = 0.0
    basis: Basis | None = None
    schema: Schema | None = None
    evidence: tuple[str, ...] = ()

    def fits(self, hit: Hit) -> bool:
        """Whether a hit is of all that is asked for."""
        return (
            hit.score >= self.min_score
            and (self.basis is None or self.basis is hit.entity.basis)
            and (self.schema is None or self.schema is hit.entity.schema)
            and (not self.evidence or any(e.kind in self.evidence for e in hit.evidence))
        )


# What makes a mention of a sector more urgent: something is done with its goods, or a listed party is in it.
SECTOR_ACTS = ("supply", "transfer", "produce", "license", "finance", "sanction", "party")

# The first row that fits counts; where none does, a hit is low. What is only named is one step less urgent than what is
# under sanctions, and a sector in which something is done one step more than one that is spoken of; not so goods with
# an action (85).
SEVERITIES = (
    SeverityRow(Severity.CRITICAL, 87.0, Basis.DESIGNATED, Schema.SECTOR, SECTOR_ACTS),
    SeverityRow(Severity.HIGH, 0.0, Basis.DESIGNATED, Schema.SECTOR, SECTOR_ACTS),
    SeverityRow(Severity.HIGH, 87.0, Basis.NAMED, Schema.SECTOR, SECTOR_ACTS),
    SeverityRow(Severity.MEDIUM, 0.0, Basis.NAMED, Schema.SECTOR, SECTOR_ACTS),
    SeverityRow(Severity.CRITICAL, 95.0, Basis.DESIGNATED),
    SeverityRow(Severity.HIGH, 85.0, Basis.DESIGNATED),
    SeverityRow(Severity.MEDIUM, 0.0, Basis.DESIGNATED),
    SeverityRow(Severity.HIGH, 95.0, Basis.NAMED),
    SeverityRow(Severity.MEDIUM, 85.0, Basis.NAMED),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers an operator may turn. All scores and points are on the scale 0 to 100."""

    # A hit from this score on becomes an alert. A full name of three words that lacks its patronymic still reaches it;
    # two of four words of a name do not.
    alert_at: float = 75.0
    # Mentions below this score are not worth showing, even as candidates.
    mention_at: float = 60.0
    # Where something else than `alert_at` holds; the last that fits counts.
    thresholds: tuple[Threshold, ...] = ()
    # How soon someone should look; and kinds of evidence that make it one step less urgent.
    severities: tuple[SeverityRow, ...] = SEVERITIES
    lower_for: tuple[str, ...] = ("delisting", "negation", "obituary")

    def is_alert(self, hit: Hit) -> bool:
        """Whether a hit becomes an alert."""
        fitting = [threshold.alert_at for threshold in self.thresholds if threshold.fits(hit)]
        return hit.score >= (fitting[-1] if fitting else self.alert_at)

    def version(self) -> str:
        """Equal numbers give an equal version, on every machine."""
        text = ";".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def severity(self, hit: Hit) -> Severity:
        """How soon someone should look."""
        found = next((row.severity for row in self.severities if row.fits(hit)), Severity.LOW)
        is_lower = any(e.kind in self.lower_for for e in hit.evidence)
        steps = list(Severity)
        return steps[max(0, steps.index(found) - is_lower)]


# --- How two words compare -------------------------------------------------------------------------------------------

# A word may differ in this many edits and still be the listed one, by its length: short words have too many
# neighbours (Iran, Iraq), long ones collect more slips.
EDITS_BY_LENGTH = ((0, 0), (5, 1), (8, 2), (12, 3))
# Words whose consonants agree (Hezbollah, Hizbullah; Qassim, Ghassem) are this alike at least, of 100, when there are
# so many consonants and half of the letters agree; with fewer consonants more of the letters must.
SKELETON_LIKENESS = 85.0
LEAST_SKELETON = 3
SKELETON_RARE_AT = 55.0
SKELETON_AT = 60.0
SKELETON_KNOWN_AT = 75.0
# A word that other listed names have is a name of its own, and less likely a misspelt one: so many points less alike.
KNOWN_NAME_POINTS = 12.0
# Scripts without vowels have nothing but consonants to agree in.
CONSONANTS_LIKENESS = 88.0
FEW_CONSONANTS_LIKENESS = 78.0
# Forms of one name (Muhammad, Mehmood) are this alike at least; and those that look little alike (Mykola, Nikolai).
FORM_LIKENESS = 90.0
FAR_FORM_LIKENESS = 84.0
# A correctly spelt common word is not a misspelt rare name: from these frequencies on, on the Zipf scale, for words of
# listed names and for others.
COMMON_ZIPF = 3.8
COMMON_OTHER_ZIPF = 3.0

# --- How a name's words add up ---------------------------------------------------------------------------------------

# What it costs that a word is written otherwise, of its distance from 100.
UNLIKE_SHARE = 0.4
# More for words that are hardly alike.
UNLIKE_AT = 75.0
UNLIKE_SHARE_BELOW = 0.8
# One word at the most; of a name of one word, which has passed a stricter comparison, less.
MOST_UNLIKE = 24.0
MOST_UNLIKE_SINGLE = 14.0
# A written word between two words of the name that is not part of it: a middle name, or another person's name.
GAP_POINTS = 3.0
GAP_WORDS = 1
# The same in lower case, where names have capitals: "Iran exported the Shahed" is no ship called Iran Shahed.
LOWER_GAP_POINTS = 26.0
# Another word stands where the name has its own: Sergei *Ivanovich* for Sergei *Kuzhugetovich* Shoigu.
CONTRADICTED_POINTS = 22.0
# "Shoigu Sergei" instead of "Sergei Shoigu"; a comma between them makes it the customary list order, at no cost.
# With a word missing or written otherwise, too, it is more likely another name.
ORDER_POINTS = 1.0
ORDER_POINTS_PARTIAL = 14.0
# "Mohammed bin Salman" for a Muhammad Salman: the second is the father.
SON_OF_POINTS = 14.0
# Another word of a name stands directly beside: the text has a longer name than the list, and of two words that is
# mostly someone else's. Less where more words agree. A word is one of a name when it is a form of one and no more
# common than this on the Zipf scale, or when no language knows it.
LONGER_POINTS = 26.0
LONGER_POINTS_LONG = 10.0
LONGER_POINTS_SINGLE = 30.0
LONGER_ZIPF = 4.6
UNKNOWN_ZIPF = 2.4
# Letters of such a word before a name, at the most; titles are longer.
LONGEST_UNKNOWN = 8
ORDINARY_SINGLE_ZIPF = 3.0
# When a single name is compared with a listed one: what a written word costs that is not listed and says much, in a
# person's name and in another; the less it says, the less.
UNLISTED_POINTS = 16.0
UNLISTED_POINTS_OTHER = 34.0
# More for a given name before all others: a son's, a sister's.
UNLISTED_FIRST_POINTS = 14.0
UNLISTED_NUMBER_POINTS = 30.0
INITIAL_POINTS = 12.0
# An initial is all of the given names, which many have; or it is one of a name that may be missing altogether, of what
# that would cost.
ONLY_INITIAL_POINTS = 26.0
INITIAL_SHARE = 0.4
FAMILY_INITIAL_SHARE = 0.8
INITIAL_INFORMATION = 0.5

# What a missing word of a person's name costs. Without the family name it is another name; a second given name, a
# patronymic, a second family name are mostly left out.
MISSING_FAMILY_POINTS = 40.0
MISSING_GUESSED_FAMILY_POINTS = 24.0
MISSING_GIVEN_POINTS = 26.0
NO_GIVEN_POINTS = 12.0
MISSING_OTHER_POINTS = 5.0
# Half of a given name of two syllables (Sung Mu) is another given name, also where the text has the longer one.
MISSING_SYLLABLE_POINTS = 26.0
# The other half is a word with a capital, or one that is no more common than this (Kim Kun-hee, but not Iran-backed).
HALF_OF_COMPOUND_POINTS = 26.0
COMPOUND_ZIPF = 4.0
FORM_POINTS = 0.4
# A word that is a title, too (Sheikh, Prince), says this much of what it would as a name.
TITLE_SHARE = 0.5
# All words of an organisation's name together; each costs its share of what they say.
ORGANISATION_POINTS = 110.0
MISSING_NUMBER_POINTS = 45.0
# More than this may not be missing of a name, or it is not looked at closely.
MOST_MISSING_POINTS = 40.0

# Words that agree must say so much together, as logarithms of their rarity, or each unit that is lacking costs points.
SLOPE = 18.0
# But the full name as listed loses this at the most.
MOST_FOR_WHOLE = 20.0


class Needed:
    """How much must be said before a name is not a chance meeting of common words."""

    PERSON = 5.2
    OTHER = 5.6
    # More when a word is missing: a patronymic or a second given name, which is mostly left out; any other.
    PARTIAL_GIVEN = 0.5
    PARTIAL = 2.2
    # More for each word that is written otherwise.
    OTHERWISE = 0.4

    @classmethod
    def of(cls, is_person: bool) -> float:
        """For a person's name, or another."""
        return cls.PERSON if is_person else cls.OTHER


# What a name of everyday words costs (Ministry of the Interior), which many bear, and one of three such words and more
# that is written in full. Everyday words are told on the Zipf scale.
DESCRIPTIVE_POINTS = 26.0
# More where the words do not stand together as listed, and where a number does not stand beside its word.
DESCRIPTIVE_APART_POINTS = 14.0
NUMBER_APART_POINTS = 30.0
DESCRIPTIVE_POINTS_LONG = 9.0
LONG_DESCRIPTION = 3
DESCRIPTIVE_ZIPF = 3.6
# Beside a space a designator may do without a capital when its first word has more letters than this: shahed 136, but
# not s 400.
SHORT_DESIGNATOR = 3
# Fewer letters parted from the number by a space need something beside them that speaks for the weapon.
LETTERS_APART_POINTS = 26.0
# A word rarer than this on the Zipf scale leads to a name in any text, also without a capital.
RARE_IN_LOWER_CASE = 2.8
# A name of one word stands for itself only when an organisation bears it; and it must be no common word.
SINGLE_KINDS = frozenset({Schema.ORGANIZATION, Schema.COMPANY, Schema.MILITARY_UNIT, Schema.WEAPON_SYSTEM})
SINGLE_POINTS = 35.0
SINGLE_ZIPF = 4.35
COMMON_SINGLE_POINTS = 30.0
# "LLC Morgan" is a company, "Morgan" is anybody.
WITHOUT_FORM_POINTS = 30.0
# Shorter ones must agree to the letter, longer ones in their consonants and this much of their letters, of 1; and the
# written word must be known from other names, or be no well-known word.
LEAST_SINGLE = 6
# So long a word that no language knows is not there by chance: one slip is forgiven.
LONG_SINGLE = 10
SINGLE_LIKENESS = 0.77
WELL_KNOWN_ZIPF = 3.0
SPELLING_ZIPF = 3.5
SPELLING_SHARE = 4e-4
# Written without a capital in a passage that has none, a single word must be this long and this rare.
LEAST_LOWER_SINGLE = 6
LOWER_SINGLE_ZIPF = 2.0
# A short name listed in capitals is taken for an acronym, and must be written in capitals.
ACRONYM_LENGTH = 4
# The text says that the acronym stands for something else.
OTHER_ACRONYM_POINTS = 45.0
# A name of three characters in a script without spaces is shared by many, and may stand across two words.
SHORT_UNSPACED_POINTS = 10.0
# Only a full name this sure is taken to be meant by a bare family name in the same text.
SHORT_FORM_AT = 88.0
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

# For: a country of the entity in the same sentence, a word of its listed role, words of sanctions, a birth year, an age
# that follows from it, and a number that no one else has.
COUNTRY_POINTS = 2.0
ROLE_POINTS = 3.0
SANCTION_POINTS = 2.0
BIRTH_POINTS = 6.0
AGE_POINTS = 3.0
IDENTIFIER_POINTS = 25.0
ACTION_POINTS = 5.0
# Another party of the same programme, or a listed party beside a sector.
PARTY_POINTS = 2.0
# Against: the text is about other countries and names none of the entity's, or is about another field in so many words.
# Either takes a name of two words as listed below an alert. A name of one word must have a country of its entity near.
OTHER_COUNTRY_POINTS = -26.0
OTHER_COUNTRY_PLACES = 3
OTHER_FIELD_POINTS = -28.0
FIELD_WORDS = 2
# Where so many words agree, or one of several says so much, hardly anyone else is meant, and this share of it counts.
CERTAIN_WORDS = 3
CERTAIN_INFORMATION = 4.5
CERTAIN_SHARE = 0.4
# A doubtful name in a passage of so many characters in which nothing speaks for it.
UNSUPPORTED_POINTS = -4.0
UNSUPPORTED_BELOW = 88.0
# More where a person's words that agree say less than this: many bear such a name.
UNSUPPORTED_COMMON_POINTS = -26.0
COMMON_INFORMATION = 6.3
LONG_PASSAGE = 400
# Against, whatever else: another birth year, and another number of a kind that the list gives.
OTHER_BIRTH_POINTS = -30.0
OTHER_IDENTIFIER_POINTS = -35.0
# Years between a birth as told and as listed: lists and ages are inexact, and beyond the second it is someone else.
BIRTH_CLOSE = 1
BIRTH_FAR = 3
# No text that is screened was written before this year.
OLDEST_TEXT = 1990
# Mentions of an entity whose surroundings are looked at.
MOST_LOOKED_AT = 3
