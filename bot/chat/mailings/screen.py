"""A mailing as its maker sees it: the words, and the buttons that fit its state. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.book import Book
from bot.chat.callbacks import MailingButton, packed
from bot.chat.messages import Button, Keyboard
from bot.chat.own import marked
from bot.chat.texts import Texts, plain
from leads.mailings.mailing import BEFORE_START, Expectation, Mailing, MailingState
from leads.mailings.results import FEW, Beside, Coverage, Earlier, Results, is_early, judge
from leads.mailings.segment import ANY, FILTERS, KNOWN, LACKS, LISTS, Segment

SILENT_DAYS = (30, 60, 90, 180)
MONTHS_BACK = 6
LANGUAGES = ("ru", "en")
IN_A_ROW = 2
ACTS = {
    MailingState.RUNNING: ("pause", "stop"),
    MailingState.PAUSED: ("resume", "stop"),
    MailingState.STOPPED: ("delete",),
    MailingState.DONE: ("delete",),
}
"""What can be done with a mailing once it began."""
HOW = ("text", "expect")
"""What is typed, not tapped: its button says how."""


@dataclass(frozen=True, slots=True)
class Link:
    """A campaign's link, by which people come."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Viewed:
    """A mailing with what is known around it: whom it reaches while it is being made (with `links`
    for the others), what it brought once it began, by companies' names where they are few."""

    mailing: Mailing
    coverage: Coverage | None = None
    links: tuple[Link, ...] = ()
    results: Results | None = None
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    earlier: Earlier | None = None


class Screens:
    """Mailings as texts and buttons."""

    def __init__(self, texts: Texts, book: Book, zone: ZoneInfo) -> None:
        self._texts = texts
        self._book = book
        self._zone = zone

    def text(self, seen: Viewed, now: datetime, locale: str) -> str:
        """The whole state of a mailing."""
        mailing = seen.mailing
        return self._texts.fitting(
            "mailing",
            locale,
            mailing={
                "number": mailing.id,
                "state": mailing.state.value,
                "asked": self._asked(mailing.segment, locale),
                "product": self._book.product(mailing.product, locale) if mailing.product else "",
                "preview": plain(mailing.text),
                "asks": mailing.asks,
                "expected": _expected(mailing.expected),
                "tested": mailing.tested_at is not None,
                "approver": mailing.approver,
                "begins_at": mailing.begins_at,
                "ahead": mailing.begins_at is not None and mailing.begins_at > now,
            },
            reach=_reach(seen),
            sent=_sent(seen, now),
        )

    def buttons(self, seen: Viewed, locale: str) -> Keyboard:
        """What can be done now."""
        mailing = seen.mailing
        if mailing.state in BEFORE_START:
            filters = [self._button(mailing, "filter", locale, name) for name in FILTERS]
            ready = mailing.state is MailingState.APPROVED
            return (
                *_in_rows(filters),
                tuple(self._button(mailing, "how", locale, name) for name in HOW),
                (self._button(mailing, "questions", locale),),
                tuple(self._button(mailing, act, locale) for act in ("test", "ask")[: 2 - ready]),
                (self._button(mailing, "start", locale),),
            )
        acts = ACTS.get(mailing.state, ()) if mailing.deleting_at is None else ()
        return (
            *((self._button(mailing, act, locale),) for act in acts),
            (self._button(mailing, "show", locale),),
        )

    def choices(
        self, mailing: Mailing, name: str, there: Sequence[str], now: datetime, locale: str
    ) -> Keyboard:
        """The values of one condition, ticked where they are asked for; `there` are those that
        leads really have."""
        buttons = []
        for value in self._values(name, there, now, locale):
            chosen = _chosen(mailing.segment, name)
            data = _packed(mailing, "toggle", f"{name}={value}")
            if data is not None:
                label = marked(self._value(name, value, locale), on=value in chosen)
                buttons.append(Button(label, data))
        anyone = Button(
            self._texts.label("mailing_any", locale),
            packed(MailingButton, mailing.id, "toggle", f"{name}={ANY}"),
        )
        return (*_in_rows(buttons), (anyone, self._button(mailing, "back", locale)))

    def _values(self, name: str, there: Sequence[str], now: datetime, locale: str) -> Sequence[str]:
        match name:
            case "product":
                return tuple(dict.fromkeys((*self._book.products(locale), *there)))
            case "language":
                return LANGUAGES
            case "silent":
                return tuple(map(str, SILENT_DAYS))
            case "answer":
                return tuple(self._book.choices(locale))
            case "lacks":
                return (*LACKS, *self._book.asked_for(locale))
            case "cohort":
                return _months(now.astimezone(self._zone))
            case "stage":
                return tuple(key for key in self._keys("stage") if key in KNOWN["stage"])
            case "grade":
                return tuple(sorted(KNOWN["grade"]))
            case _:
                return there

    def _keys(self, name: str) -> list[str]:
        """Ids that have a label, in the order of the labels."""
        prefix = f"{name}_"
        labels = self._texts.labels(self._texts.spoken("ru"))
        return [key.removeprefix(prefix) for key in labels if key.startswith(prefix)]

    def _asked(self, segment: Segment, locale: str) -> list[dict[str, str]]:
        return [
            {
                "label": self._texts.label(f"mailing_filter_{name}", locale),
                "value": ", ".join(self._value(name, one, locale) for one in values),
            }
            for name in FILTERS
            if (values := _chosen(segment, name))
        ]

    def _value(self, name: str, value: str, locale: str) -> str:
        """A value of a condition in words."""
        match name:
            case "product":
                return self._book.product(value, locale)
            case "reason":
                rejected = self._texts.label(f"reject_reason_{value}", locale, value)
                return self._texts.label(f"loss_reason_{value}", locale, rejected)
            case "answer":
                return self._book.choices(locale).get(value, value)
            case "lacks":
                known = self._book.asked_for(locale).get(value, value)
                return self._texts.label(f"lacks_{value}", locale, known)
            case "silent":
                return self._texts.label("mailing_days", locale).format(days=value)
            case _:
                return self._texts.label(f"{name}_{value}", locale, value)

    def _button(self, mailing: Mailing, act: str, locale: str, arg: str = "") -> Button:
        label = f"mailing_filter_{arg}" if act == "filter" else f"mailing_{arg or act}"
        chosen = (act == "filter" and bool(_chosen(mailing.segment, arg))) or (
            act == "questions" and mailing.asks
        )
        words = self._texts.label(label, locale)
        data = packed(MailingButton, mailing.id, act, arg)
        return Button(f"• {words}" if chosen else words, data)


def _chosen(segment: Segment, name: str) -> tuple[str, ...]:
    value = getattr(segment, name)
    if name in LISTS:
        return tuple(value)
    if value is None:
        return ()
    if name == "silent":
        return (str(value),)
    first, last = value
    return (first,) if first == last else (f"{first}..{last}",)


def _months(local: datetime) -> tuple[str, ...]:
    """This month and those before it."""
    months = [local.year * 12 + local.month - 1 - back for back in range(MONTHS_BACK)]
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)


def _packed(mailing: Mailing, act: str, arg: str) -> str | None:
    """None for a value too long for a button, or with a colon in it: it can be typed."""
    try:
        return packed(MailingButton, mailing.id, act, arg)
    except ValueError:
        return None


def _in_rows(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _expected(expected: Expectation | None) -> dict[str, object] | None:
    if expected is None:
        return None
    return {
        "meetings": _span(*expected.meetings),
        "sales": _span(*expected.sales),
        "of": expected.of,
    }


def _reach(seen: Viewed) -> dict[str, object] | None:
    coverage = seen.coverage
    if coverage is None:
        return None
    return {
        **asdict(coverage),
        "lacks": dict(coverage.lacks),
        "links": [asdict(link) for link in seen.links],
    }


def _sent(seen: Viewed, now: datetime) -> dict[str, object] | None:
    results, expected = seen.results, seen.mailing.expected
    if results is None:
        return None
    early = is_early(seen.mailing, now)
    judged = judge(results, expected, early=early) if expected else ()
    keys = ("meetings", "sales")
    return {
        **_counts(results),
        "early": early,
        "named": dict(seen.named),
        "judged": [_judged(key, one) for key, one in zip(keys, judged, strict=False)],
        "earlier": asdict(seen.earlier) if seen.earlier else None,
    }


def _judged(key: str, one: Beside) -> dict[str, object]:
    return {
        "key": key,
        "count": one.count,
        "expected": _span(one.low, one.high),
        "judged": one.judged.value,
    }


def _counts(results: Results) -> dict[str, object]:
    many = results.delivered > FEW
    share = f"{100 * results.answered / results.delivered:.1f}" if many else ""
    return {**results.to_json(), "planned": results.planned, "over": results.over, "share": share}
