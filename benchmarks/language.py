"""How well typed answers are read, per kind and language; prints FIGURE lines.

Public Russian corpora come from ../shared/data (or PREQUAL_DATA), the rest from our own files
(see `phrases`). A phrase counts as
  right      read as expected, with certainty where that is allowed; or rightly not read,
  confirmed  read as expected, and shown to the person for confirmation,
  asked      not read: the question is asked again,
  off        offered for confirmation with another value than expected,
  silent     read with certainty and wrong, or where nothing may be read with certainty.
The accuracy is 1 - (off + 2 · silent) / phrases: a wrong silent reading counts double.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from itertools import chain

from benchmarks.phrases import HELD_OUT, Phrase, data_folder, own_phrases, russian_corpora
from dialogs import reading
from dialogs.reading import Bounds, City, Duration, Money, Period, Reading

KINDS = "number money decimal percent range date period time duration quantity rating phone email"
KINDS += " url city company"
VERDICTS = ("right", "confirmed", "asked", "off", "silent")
READERS: dict[str, Callable[[Phrase], object]] = {
    "number": lambda phrase: reading.read_number(phrase.text),
    "money": lambda phrase: reading.read_money(phrase.text, phrase.detail),
    "decimal": lambda phrase: reading.read_decimal(phrase.text),
    "percent": lambda phrase: reading.read_percent(phrase.text),
    "range": lambda phrase: reading.read_range(phrase.text),
    "date": lambda phrase: reading.read_date(phrase.text, phrase.today),
    "period": lambda phrase: reading.read_period(phrase.text, phrase.today),
    "time": lambda phrase: reading.read_time(phrase.text),
    "duration": lambda phrase: reading.read_duration(phrase.text),
    "quantity": lambda phrase: reading.read_quantity(phrase.text, phrase.detail),
    "rating": lambda phrase: reading.read_rating(phrase.text, 0, 10),
    "phone": lambda phrase: reading.read_phone(phrase.text, phrase.detail),
    "email": lambda phrase: reading.read_email(phrase.text),
    "url": lambda phrase: reading.read_url(phrase.text),
    "city": lambda phrase: reading.read_city(phrase.text),
    "company": lambda phrase: reading.read_company(phrase.text),
}


def said(value: object) -> str:
    """A value in the notation of the corpora."""
    match value:
        case Money(amount, currency):
            return f"{said(amount)} {currency}"
        case Bounds(low, high):
            return f"{'' if low is None else low}..{'' if high is None else high}"
        case Period(first, last):
            return f"{first}..{last}"
        case Duration():
            return said(round(value.days, 4))
        case City():
            return value.id
        case Decimal():
            return f"{value.normalize():f}"
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
    return str(value)


def read_as(found: Reading[object]) -> str:
    """A reading with the bounds it names: 10..20 RUB for 10-20 roubles."""
    if found.low is None and found.high is None:
        return said(found.value)
    low, high = ("" if end is None else said(end) for end in (found.low, found.high))
    currency = (low or high).partition(" ")[2]
    ends = f"{low.partition(' ')[0]}..{high.partition(' ')[0]}"
    return f"{ends} {currency}" if currency else ends


def judge(phrase: Phrase) -> str:
    """One of `VERDICTS`."""
    found = READERS[phrase.kind](phrase)
    if not isinstance(found, Reading):
        return "right" if phrase.expected is None else "asked"
    fits = phrase.expected is not None and read_as(found) in phrase.expected
    if not fits:
        return "silent" if found.sure else "off"
    if found.sure:
        return "right" if phrase.certain else "silent"
    return "confirmed" if phrase.certain else "right"


Counts = dict[tuple[str, str], Counter[str]]


def measure(phrases: Iterable[Phrase]) -> tuple[Counts, list[tuple[str, Phrase]]]:
    """Counts of verdicts per kind and language, and the phrases that were read wrongly."""
    counts: Counts = {}
    wrong: list[tuple[str, Phrase]] = []
    for phrase in phrases:
        verdict = judge(phrase)
        counts.setdefault((phrase.kind, phrase.lang), Counter())[verdict] += 1
        if verdict in {"off", "silent"}:
            wrong.append((verdict, phrase))
    return counts, wrong


def right_or_asked(counts: Counter[str]) -> float:
    """The accuracy: 1 where no wrong value was taken or shown."""
    return 1 - (counts["off"] + 2 * counts["silent"]) / counts.total()


def report(title: str, prefix: str, phrases: Iterable[Phrase]) -> None:
    """Print a table of one set of phrases and its FIGURE lines."""
    counts, wrong = measure(phrases)
    print(title)
    for (kind, lang), count in sorted(counts.items(), key=_order):
        parts = "  ".join(f"{name} {count[name]}" for name in VERDICTS)
        print(f"  {lang} {kind:8} {count.total():4} phrases: {parts}")
    for (kind, lang), count in sorted(counts.items(), key=_order):
        print(f"FIGURE {prefix}.{kind}.{lang}.right_or_asked {right_or_asked(count):.4f}")
        print(f"FIGURE {prefix}.{kind}.{lang}.silent_wrong {count['silent']}")
    for verdict, phrase in wrong:
        print(f"  {verdict}: {phrase.lang} {phrase.kind} {phrase.text!r}")


def _order(item: tuple[tuple[str, str], Counter[str]]) -> tuple[str, int]:
    kind, lang = item[0]
    return lang, KINDS.split().index(kind)


def main() -> None:
    """Print everything; with the argument `held-out` only the held-out phrases."""
    if "held-out" not in sys.argv[1:]:
        folder = data_folder()
        corpora = russian_corpora(folder) if folder else iter(())
        if folder is None:
            print("language: no Russian corpora in ../shared/data (set PREQUAL_DATA)")
        report("Corpora and our own phrases", "language", chain(corpora, own_phrases()))
    report("Held-out phrases", "language.held_out", own_phrases(HELD_OUT))


if __name__ == "__main__":
    main()
