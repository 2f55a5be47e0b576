"""Buttons under a report: its filters, what each of them can be set to, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bot.chat.callbacks import ReportButton, packed
from bot.chat.messages import Button, Keyboard, in_rows
from bot.chat.reports.scope import Viewer
from bot.chat.reports.short import Shortening
from bot.chat.texts import Texts
from leads.lead import Temperature
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.asking.presets import presets

MOST = 40
"""So many values of a filter are offered; the others can be typed."""
LONGEST = 24


class Act(StrEnum):
    """What a button shows: the report as asked, the values of a filter, another list."""

    SHOW = "s"
    PERIOD = "p"
    PRODUCT = "g"
    CHANNEL = "c"
    TEMPERATURE = "t"
    MANAGER = "m"
    LIST = "l"
    MAP = "o"


FILTERS = (Act.PERIOD, Act.PRODUCT, Act.CHANNEL, Act.TEMPERATURE, Act.MANAGER)
TAKES: Mapping[str, frozenset[Act]] = {
    "status": frozenset(FILTERS) - {Act.PERIOD},
    "mailings": frozenset({Act.PERIOD, Act.PRODUCT}),
    "calibration": frozenset(),
}
"""Which filters a report takes, where it does not take all: nothing else could change it."""


def takes(report: str, asked: Asked) -> bool:
    """Whether all that is asked of the report can change it."""
    filters = asked.filters
    named = {
        Act.PERIOD: asked.everything or asked.period is not None,
        Act.PRODUCT: filters.product is not None,
        Act.CHANNEL: filters.channel is not None,
        Act.TEMPERATURE: filters.temperature is not None,
        Act.MANAGER: filters.manager is not None,
    }
    return {act for act, is_named in named.items() if is_named} <= {*TAKES.get(report, FILTERS)}


@dataclass(frozen=True, slots=True)
class Choices:
    """What filters can be set to: names by id."""

    products: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    managers: Mapping[int, str] = field(default_factory=dict)


class ReportButtons:
    """Keyboards of one viewer, in one language."""

    def __init__(
        self,
        texts: Texts,
        shortening: Shortening,
        choices: Choices,
        viewer: Viewer,
        locale: str,
    ) -> None:
        self._texts = texts
        self._short = shortening
        self._choices = choices
        self._viewer = viewer
        self._locale = locale

    def under(self, report: str, asked: Asked) -> Keyboard:
        """Under a report: a button for each filter, the list of reports."""
        filters = [
            self._button(
                _ticked(self._label(f"filter_{one.name.lower()}"), set_), one, report, asked
            )
            for one, set_ in self._filters(asked)
            if one in TAKES.get(report, FILTERS)
        ]
        others = [self._button(self._label("report_list"), Act.LIST)]
        if report == "offers":
            others.insert(0, self._button(self._label("report_map"), Act.MAP, report, asked))
        return (*in_rows(filters, 3), tuple(others))

    def choosing(self, act: Act, report: str, asked: Asked, today: date) -> Keyboard:
        """The values of one filter, the present one ticked."""
        values = [
            self._button(_ticked(label[:LONGEST], one == asked), Act.SHOW, report, one)
            for label, one in self._values(act, asked, today)
        ]
        back = self._button(self._label("report_back"), Act.SHOW, report, asked)
        return (*in_rows(values[:MOST]), (back,))

    def listed(self) -> Keyboard:
        """Every report that the viewer may ask for."""
        return in_rows(
            self._button(self._label(f"short_{one}"), Act.SHOW, one) for one in self._viewer.reports
        )

    def back(self, report: str, asked: Asked) -> Keyboard:
        """To the report."""
        return ((self._button(self._label("report_back"), Act.SHOW, report, asked),),)

    def _filters(self, asked: Asked) -> Iterator[tuple[Act, bool]]:
        filters, choices = asked.filters, self._choices
        yield Act.PERIOD, asked.everything or asked.period is not None
        if choices.products:
            yield Act.PRODUCT, filters.product is not None
        if choices.channels:
            yield Act.CHANNEL, filters.channel is not None
        yield Act.TEMPERATURE, filters.temperature is not None
        if choices.managers and self._viewer.only is None:
            yield Act.MANAGER, filters.manager is not None

    def _values(self, act: Act, asked: Asked, today: date) -> Iterator[tuple[str, Asked]]:
        filters = asked.filters
        if act is Act.PERIOD:
            for name, one in presets(today, filters).items():
                yield self._label(f"period_{name}"), one
            return
        for label, chosen in self._changed(act, filters):
            yield label, replace(asked, filters=chosen)

    def _changed(self, act: Act, filters: Filters) -> Iterator[tuple[str, Filters]]:
        every = self._label("filter_all")
        match act:
            case Act.PRODUCT:
                yield every, replace(filters, product=None)
                for product, name in self._choices.products.items():
                    yield name, replace(filters, product=product)
            case Act.CHANNEL:
                yield every, replace(filters, channel=None)
                for channel, name in self._choices.channels.items():
                    yield name, replace(filters, channel=channel)
            case Act.TEMPERATURE:
                yield every, replace(filters, temperature=None)
                for one in Temperature:
                    yield (
                        self._label(f"filter_{one.value}"),
                        replace(filters, temperature=one),
                    )
            case Act.MANAGER:
                yield every, replace(filters, manager=None)
                for manager, name in self._choices.managers.items():
                    yield name, replace(filters, manager=manager)

    def _button(self, label: str, act: Act, report: str = "", asked: Asked | None = None) -> Button:
        word = "" if asked is None else self._short.word(asked)
        return Button(label, packed(ReportButton, act.value, report, word))

    def _label(self, key: str) -> str:
        return self._texts.label(key, self._locale)


def _ticked(label: str, present: bool) -> str:
    return f"✓ {label}" if present else label
