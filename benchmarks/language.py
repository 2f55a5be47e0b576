"""How well typed numbers, money and phones are read; prints FIGURE lines for every kind.

Russian comes from public corpora in ../shared/data (or PREQUAL_DATA), English from the phrases
kept with the tests. A phrase counts as
  right      read with certainty and as expected,
  confirmed  read as expected, and shown to the person for confirmation,
  asked      not read: the question is asked again,
  off        offered for confirmation with another value than expected,
  silent     read with certainty and wrong, or read where nothing should be.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dialogs.reading import Money, Reading, read_money, read_number, read_phone

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "tests" / "dialogs" / "reading" / "corpora" / "en.csv"
_CORPUS_CURRENCY = {"Dollar": "USD", "Unnamed": "USD", "Pound": "GBP"}
# The corpus counts cents without saying whose.
_CENTS = frozenset({"USD", "EUR", "GBP"})


@dataclass(frozen=True, slots=True)
class Case:
    """One phrase: the bounds that are expected (equal for one value), both None for no reading."""

    kind: str
    text: str
    low: Decimal | str | None
    high: Decimal | str | None
    currencies: frozenset[str] = frozenset()
    region: str = "RU"
    default_currency: str = "USD"
    # The number shown, where bounds say nothing about it.
    value: Decimal | None = None


def data_folder() -> Path | None:
    """The folder of the shared corpora, or None where it is absent."""
    named = os.environ.get("PREQUAL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if (folder / "text" / "norm_money.csv").is_file() else None


def russian_cases(folder: Path) -> Iterator[Case]:
    """Numbers, amounts of money and phones of the CIS, each phone in three notations."""
    for row in _rows(folder / "text" / "norm_numeral.csv"):
        value = Decimal(row["value"])
        yield Case("number", row["text"], value, value)
    for row in _rows(folder / "text" / "norm_money.csv"):
        low, high = _decimal(row["min"]), _decimal(row["max"])
        name = row["currency"]
        codes = frozenset({_CORPUS_CURRENCY.get(name, name)})
        if name == "Cent":
            codes = _CENTS
            low, high = (None if end is None else end / 100 for end in (low, high))
        # A default that no phrase of the corpus names shows whether the currency was read.
        yield Case("money", row["text"], low, high, codes, default_currency="KZT")
    for row in _rows(folder / "text" / "phone_examples_cis.csv"):
        expected = row["e164"] if row["expected"] == "valid" else None
        for notation in ("e164", "international", "national"):
            yield Case("phone", row[notation], expected, expected, region=row["region"])


def english_cases() -> Iterator[Case]:
    """The phrases kept with the tests; a row without a value must not be read."""
    for row in _rows(ENGLISH):
        kind, text, value = row["kind"], row["text"], row["value"]
        if kind == "phone":
            yield Case(kind, text, value or None, value or None, region="US")
            continue
        named = row["low"] or row["high"]
        low, high = (row["low"], row["high"]) if named else (value, value)
        yield Case(
            kind,
            text,
            _decimal(low),
            _decimal(high),
            frozenset({row["currency"]}),
            value=_decimal(value),
        )


def judge(case: Case) -> str:
    """right, confirmed, asked, off or silent."""
    if case.kind == "phone":
        phone = read_phone(case.text, case.region)
        if not isinstance(phone, Reading):
            return "right" if case.low is None else "asked"
        return _verdict(fits=phone.value == case.low, sure=phone.sure)
    found: Reading[Decimal] | Reading[Money] | object = (
        read_number(case.text)
        if case.kind == "number"
        else read_money(case.text, case.default_currency)
    )
    if not isinstance(found, Reading):
        return "right" if case.low is None and case.high is None else "asked"
    numbers = [
        end.amount if isinstance(end, Money) else end
        for end in (found.value, found.low, found.high)
    ]
    value, low, high = numbers
    if low is None and high is None:
        low = high = value
    fits = (low, high) == (case.low, case.high) and case.value in {None, value}
    if isinstance(found.value, Money):
        fits = fits and found.value.currency in case.currencies
    return _verdict(fits=fits, sure=found.sure)


def measure(cases: Iterator[Case]) -> tuple[dict[str, Counter[str]], list[tuple[str, Case]]]:
    """Counts of verdicts per kind, and the cases that were read otherwise than expected."""
    counts: dict[str, Counter[str]] = {}
    wrong: list[tuple[str, Case]] = []
    for case in cases:
        verdict = judge(case)
        counts.setdefault(case.kind, Counter())[verdict] += 1
        if verdict in {"off", "silent"}:
            wrong.append((verdict, case))
    return counts, wrong


def right_or_asked(counts: Counter[str]) -> float:
    """Share of phrases that can't lead to a wrong branch and show no wrong value."""
    return 1 - (counts["off"] + counts["silent"]) / counts.total()


def main() -> None:
    """Print one table and the FIGURE lines."""
    folder = data_folder()
    sets = {"en": english_cases()}
    if folder is None:
        print("language: no Russian corpora in ../shared/data (set PREQUAL_DATA); English only")
    else:
        sets = {"ru": russian_cases(folder), **sets}
    for language, cases in sets.items():
        counts, wrong = measure(cases)
        for kind, count in counts.items():
            parts = "  ".join(
                f"{name} {count[name]}" for name in ("right", "confirmed", "asked", "off", "silent")
            )
            print(f"{language} {kind:7} {count.total():4} phrases: {parts}")
            print(f"FIGURE language.{kind}.{language}.right_or_asked {right_or_asked(count):.4f}")
            print(f"FIGURE language.{kind}.{language}.silent_wrong {count['silent']}")
        for verdict, case in wrong:
            print(f"  {verdict}: {case.kind} {case.text!r}")


def _verdict(*, fits: bool, sure: bool) -> str:
    if fits:
        return "right" if sure else "confirmed"
    return "silent" if sure else "off"


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


if __name__ == "__main__":
    main()
