"""Phrases with what they mean: our own files beside the tests, and public corpora of Russian.

One form for every kind. `expected` is written as `said` writes a reading: `5000`, `10..20`,
`..50`, `300000 RUB`, `2026-12-05`, `2026-12-01..2026-12-31`, `15:00`, a city's id. None: nothing
may be read. `certain` False: a reading that is not shown to the person for confirmation is wrong.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "tests" / "dialogs" / "reading" / "corpora"
OWN_FILES = ("english.csv", "dates.csv", "kinds.csv")
HELD_OUT = "held_out.csv"
TODAY = date(2026, 11, 25)
_CORPUS_CURRENCY = {"Dollar": "USD", "Unnamed": "USD", "Pound": "GBP"}
# The corpus counts cents without saying whose.
_CENTS = ("USD", "EUR", "GBP")
_GRAINS = {"Second": 1, "Minute": 60, "Hour": 3600, "Day": 86400, "Week": 604800}
_MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}
_UNITS = {
    "Kilometre": "км",
    "Mile": "миль",
    "Metre": "м",
    "Centimetre": "см",
    "Millimetre": "мм",
    "Inch": "дюймов",
    "Foot": "футов",
    "Yard": "ярдов",
    "Millilitre": "мл",
    "Litre": "л",
    "Gallon": "галлонов",
    "Hectolitre": "гл",
    "Pound": "фунтов",
    "Gram": "г",
    "Ounce": "унций",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase and what it means; `detail` is a unit, a region or a default currency."""

    kind: str
    lang: str
    text: str
    expected: frozenset[str] | None
    certain: bool = True
    today: date = TODAY
    detail: str = ""


def data_folder() -> Path | None:
    """The folder of the shared corpora, or None where it is absent."""
    named = os.environ.get("PREQUAL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if (folder / "text" / "norm_money.csv").is_file() else None


def own_phrases(*names: str) -> Iterator[Phrase]:
    """The phrases of our own files, all of them or only those named."""
    for name in names or OWN_FILES:
        for row in _rows(OWN / name):
            kind, _, detail = row["kind"].partition(":")
            if row["kind"] == "phone":
                detail = "US" if row["lang"] == "en" else "RU"
            yield Phrase(
                kind,
                row["lang"],
                row["text"],
                frozenset({row["expected"]}) if row["expected"] else None,
                certain=row["sure"] != "no",
                today=date.fromisoformat(row["as_of"]) if row["as_of"] else TODAY,
                detail=detail or ("USD" if row["lang"] == "en" else "RUB"),
            )


def russian_corpora(folder: Path) -> Iterator[Phrase]:
    """Numbers, money, durations, phones, e-mail and measures of the public corpora."""
    text = folder / "text"
    for row in _rows(text / "norm_numeral.csv"):
        yield _phrase("number", row["text"], _number(Decimal(row["value"])))
    yield from _money(text)
    for row in _rows(text / "norm_duration.csv"):
        yield _phrase("duration", row["text"], _days(row["amount"], row["grain"]))
    for row in _rows(text / "duckling_email.csv"):
        _, _, address = row["value"].partition('"')
        name, at, domain = address.strip('"').partition("@")
        yield _phrase("email", row["text"], f"{name}{at}{domain.lower()}" if at else None)
    for row in _rows(text / "phone_examples_cis.csv"):
        expected = row["e164"] if row["expected"] == "valid" else None
        for notation in ("e164", "international", "national"):
            yield _phrase("phone", row[notation], expected, row["region"])
    for name in ("distance", "volume", "quantity"):
        for row in _rows(text / f"duckling_{name}.csv"):
            _, unit, amount, *_ = row["value"].split()
            yield _phrase("quantity", row["text"], _number(Decimal(amount)), _UNITS[unit])


def _money(text: Path) -> Iterator[Phrase]:
    # A default that no phrase names shows whether the currency was read.
    for row in _rows(text / "norm_money.csv"):
        low, high, name = row["min"], row["max"], row["currency"]
        if name == "Cent":
            low, high = (str(Decimal(end) / 100) if end else "" for end in (low, high))
        ends = [_number(Decimal(end)) if end else "" for end in (low, high)]
        amount = ends[0] if ends[0] == ends[1] else "..".join(ends)
        codes = _CENTS if name == "Cent" else (_CORPUS_CURRENCY.get(name, name),)
        expected = frozenset(f"{amount} {code}" for code in codes)
        yield Phrase("money", "ru", row["text"], expected, detail="KZT")
    for row in _rows(text / "natasha_money_date.csv"):
        amounts, code = [], ""
        for part in row["value"].split("/")[0].split("-"):
            amount, code = part.split()
            amounts.append(_number(Decimal(amount)))
        # Roubles a day are no amount of roubles: the person has to be asked.
        certain = row["kind"] != "money_rate"
        expected = frozenset({f"{'..'.join(amounts)} {code}"})
        yield Phrase("money", "ru", row["text"], expected, certain, detail="KZT")


def _phrase(kind: str, text: str, expected: str | None, detail: str = "RUB") -> Phrase:
    return Phrase(kind, "ru", text, frozenset({expected}) if expected else None, detail=detail)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _days(amount: str, grain: str) -> str | None:
    if grain == "NO_MATCH":
        return None
    if grain in _MONTHS:
        years, months = divmod(int(amount) * _MONTHS[grain], 12)
        return str(years * 365 + months * 30)
    return _number(round(Decimal(amount) * _GRAINS[grain] / 86400, 4))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
