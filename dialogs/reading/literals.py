"""Numbers written in digits: which separators group thousands and which one is the decimal point.

Only the literal itself is judged here; words, scales and currencies around it are not known.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Literal:
    """The value of digits as typed.

    `alternative` is the other way to read it, when there are two (5.000 is five thousand or
    five). `as_date` tells that 05.12 may be a day and a month.
    """

    value: Decimal
    alternative: Decimal | None = None
    as_date: bool = False
    doubtful: bool = False


_DATE = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])")
_PHONE = re.compile(r"[78][3-9]\d{9}|9\d{9}|(?:375|380|99[2-8]|37[34])\d{8,9}")
_ROUND = re.compile(r"\d+?0{5,}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:'\d{3})+)")
_THOUSANDS_POINT = re.compile(
    r"([1-9]\d{0,2}(?:(?:,\d{3})+(?=\.)|(?:\.\d{3})+(?=,)|(?:'\d{3})+))[.,](\d+)"
)
_LIKE_ADDRESS = 4  # 192.168.100.200 has four groups


def read_literal(digits: str, *, english: bool) -> Literal | str:
    """The value of `digits` (ASCII digits with . , ' inside), or a code why there is none.

    `english` resolves 5,000 to five thousand without doubt.
    """
    if sum(char.isdigit() for char in digits) > MAX_DIGITS:
        return "too_large"
    if digits.isdigit():
        return _whole(digits)
    separators = {char for char in digits if not char.isdigit()}
    parts = re.split(r"[.,']", digits)
    if len(parts) == 2 and separators <= {".", ","}:
        return _one_separator(digits, parts, english=english)
    if _THOUSANDS.fullmatch(digits):
        if separators == {"."} and len(parts) == _LIKE_ADDRESS and _is_address(parts):
            return "not_a_number"
        return Literal(Decimal("".join(parts)))
    grouped = _THOUSANDS_POINT.fullmatch(digits)
    if grouped:
        whole = re.sub(r"\D", "", grouped[1])
        # 1,234.567 with a three-digit tail may be thousands typed with two different signs.
        return Literal(Decimal(f"{whole}.{grouped[2]}"), doubtful=len(grouped[2]) == 3)
    return "looks_like_date" if separators == {"."} else "ambiguous"


def _whole(digits: str) -> Literal | str:
    if _PHONE.fullmatch(digits) and not _ROUND.fullmatch(digits):
        return "looks_like_phone"
    long_and_uneven = len(digits) >= 9 and not digits.endswith("000")
    code_like = len(digits) > 4 and digits.startswith("0")
    return Literal(Decimal(digits), doubtful=long_and_uneven or code_like)


def _one_separator(digits: str, parts: list[str], *, english: bool) -> Literal:
    whole, tail = parts
    decimal = Decimal(f"{whole}.{tail}")
    grouping_possible = len(tail) == 3 and len(whole) <= 3 and not whole.startswith("0")
    if grouping_possible:
        grouped = Decimal(whole + tail)
        if english and "," in digits:
            return Literal(grouped)
        return Literal(grouped, alternative=decimal)
    return Literal(
        decimal,
        as_date=bool(_DATE.fullmatch(digits)),
        doubtful=len(tail) == 3 and not whole.startswith("0") and "," in digits,
    )


def _is_address(parts: list[str]) -> bool:
    return all(int(part) <= 255 for part in parts) and parts[-1] != "000"
