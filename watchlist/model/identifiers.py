"""Numbers that one party alone has, and whether their check digits agree."""

import re
from collections.abc import Callable
from typing import NamedTuple

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, *_INN_10)
_INN_12 = (3, *_INN_11)


class Identifier(NamedTuple):
    """A number with its scheme in lower case: imo, mmsi, inn, ogrn, lei, passport, registration."""

    scheme: str
    value: str

    @property
    def is_valid(self) -> bool | None:
        """Whether its digits can be right; None where the scheme has nothing to check. What is wrong is kept as listed.

        >>> [Identifier(scheme, "9187629").is_valid for scheme in ("imo", "inn", "passport")]
        [True, False, None]
        """
        check = _CHECKS.get(self.scheme)
        return None if check is None else check(re.sub(r"[\s-]", "", self.value.upper()))


def _imo(number: str) -> bool:
    """Seven digits: of a ship by IMO Resolution A.1117(30); of a company as all of those on OFAC's list are made."""
    if not re.fullmatch(r"(?:IMO)?\d{7}", number):
        return False
    *digits, last = map(int, number[-7:])
    of_company = (11 - _weighed(digits, (8, 6, 4, 2, 9, 7)) % 11) % 10
    return last in (_weighed(digits, range(7, 1, -1)) % 10, of_company)


def _inn(number: str) -> bool:
    """The tax number of the Russian Federation: ten digits of a company, twelve of a person (order MMV-7-6/435)."""
    if not re.fullmatch(r"\d{10}|\d{12}", number):
        return False
    digits = [int(digit) for digit in number]
    checks = ((_INN_10, 9),) if len(digits) == 10 else ((_INN_11, 10), (_INN_12, 11))
    return all(_weighed(digits, weights) % 11 % 10 == digits[place] for weights, place in checks)


def _ogrn(number: str) -> bool:
    """The registration of the Russian Federation: thirteen digits of a company, fifteen of a sole trader."""
    if not re.fullmatch(r"\d{13}|\d{15}", number):
        return False
    return int(number[:-1]) % (len(number) - 2) % 10 == int(number[-1])


def _lei(number: str) -> bool:
    """ISO 17442: twenty letters and digits, of which the last two are the check of ISO 7064."""
    return bool(re.fullmatch(r"[A-Z0-9]{18}\d\d", number)) and int("".join(str(int(c, 36)) for c in number)) % 97 == 1


def _mmsi(number: str) -> bool:
    """ITU-R M.585: nine digits, of which the first is none of a coast station or a search aircraft."""
    return bool(re.fullmatch(r"[2-9]\d{8}", number))


def _weighed(digits: list[int], weights: range | tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


_CHECKS: dict[str, Callable[[str], bool]] = {"imo": _imo, "inn": _inn, "ogrn": _ogrn, "lei": _lei, "mmsi": _mmsi}
