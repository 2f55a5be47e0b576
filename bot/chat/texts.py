"""Words for people: message templates and button labels, chosen by locale.

Here live the reading and rendering of `templates/`. What is said when is `bot.chat.presenter`; how
numbers and dates are written is `bot.chat.wording`. The first comment of a template names its
values, one to a line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.chat import wording
from bot.chat.wording import number
from dialogs import shown
from dialogs.scenario import DEFAULT_LOCALE
from dialogs.schema.texts import MAX_TEXT, telegram_length
from leads.birthday import Birthday

__all__ = ["TEMPLATES", "TOAST_LIMIT", "Texts", "number"]

TEMPLATES = Path(__file__).parent / "templates"
TOAST_LIMIT = 200
"""Characters that Telegram shows in the answer to a tapped button."""

ROOMS = (4, 2, 1)
"""How roomy a message is tried to be made; a template has to fit with the last."""

_TAG = re.compile(r"<[^>]*>")
_GAPS = re.compile(r"\n{3,}")


class Texts:
    """Templates and labels of every locale; each template is compiled when first rendered.

    `zone` is the time zone that moments are shown in. A locale nobody wrote texts for
    («pt-br») gets those of `locale_default`.
    """

    def __init__(self, locale_default: str = DEFAULT_LOCALE, *, zone: tzinfo = UTC) -> None:
        self.locales = tuple(
            sorted(
                folder.name for folder in TEMPLATES.iterdir() if (folder / "labels.toml").exists()
            )
        )
        if locale_default not in self.locales:
            raise ValueError(f"no texts in {locale_default!r}; there are {', '.join(self.locales)}")
        self._default = locale_default
        self._zone = zone
        self._environments: dict[str, Environment] = {}
        self._templates: dict[tuple[str, str], Template] = {}

    def render(self, name: str, locale: str, **values: object) -> str:
        """Telegram HTML of the message `name`; values are escaped.

        Raises jinja2.UndefinedError when a value is missing, TemplateNotFound for another name.
        """
        key = (name, locale)
        template = self._templates.get(key)
        if template is None:
            spoken = self.spoken(locale)
            template = self.environment(spoken).get_template(f"{name}.j2")
            if locale == spoken:  # anything else comes from outside and would fill the memory
                self._templates[key] = template
        # A part that has nothing to say leaves its line empty.
        return _GAPS.sub("\n\n", template.render(values)).strip()

    def fitting(self, name: str, locale: str, **values: object) -> str:
        """The message `name` with as much room for its long parts as one message has: a template
        that shortens less the larger its value `roomy` is."""
        text = ""
        for roomy in ROOMS:
            text = self.render(name, locale, roomy=roomy, **values)
            if telegram_length(plain(text)) <= MAX_TEXT:
                break
        return text

    def toast(self, name: str, locale: str, **values: object) -> str:
        """The message `name` as plain text short enough for the answer to a tapped button."""
        return self.short(self.render(name, locale, **values))

    def short(self, html: str) -> str:
        """A rendered message as the answer to a tapped button."""
        return wording.clip(plain(html), TOAST_LIMIT)

    def has(self, name: str, locale: str) -> bool:
        """Whether there is a message of that name."""
        return name in _names(self.spoken(locale))

    def label(self, key: str, locale: str, default: str | None = None) -> str:
        """The short text `key` (a button, a stage …); KeyError when neither it nor a default is."""
        labels = _labels(self.spoken(locale))
        return labels[key] if default is None else labels.get(key, default)

    def metric(self, key: str, locale: str) -> str:
        """A metric of the dictionary at the head of a line; KeyError for none."""
        name = metrics(self.spoken(locale))[key]["name"]
        return self.label(f"line_{key}", locale, name)

    def birthday(self, value: Birthday, locale: str) -> str:
        """Its day and month in words."""
        return wording.day_of_year(value, self.spoken(locale))

    def moment(self, value: datetime, locale: str) -> str:
        """A moment in words, by the company's clock."""
        return wording.moment(value, self.spoken(locale), self._zone)

    def labels(self, locale: str) -> Mapping[str, str]:
        """Every short text of the locale by key."""
        return _labels(self.spoken(locale))

    def spoken(self, locale: str) -> str:
        """The locale whose texts somebody who speaks `locale` gets: «en-GB» → «en»."""
        if locale in self.locales:
            return locale
        language = locale.replace("_", "-").partition("-")[0].lower()
        return language if language in self.locales else self._default

    def environment(self, locale: str) -> Environment:
        """The Jinja environment of one of `locales`, with its filters."""
        made = self._environments.get(locale)
        if made is None:
            made = self._environments[locale] = self._make_environment(locale)
        return made

    def _make_environment(self, locale: str) -> Environment:
        zone = self._zone

        def term(key: str, default: str | None = None) -> str:
            return self.label(key, locale, default)

        def plural(count: int, one: str, few: str, many: str) -> str:
            return wording.plural(count, one, few, many, locale)

        def day(value: date) -> str:
            return wording.day(value, locale, zone)

        def moment(value: datetime) -> str:
            return wording.moment(value, locale, zone)

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES / locale),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )

        def figure(key: str) -> str:
            """What a figure is called, by its metric of the dictionary."""
            return self.metric(key, locale)

        environment.globals = {"term": term, "figure": figure}
        environment.filters.update(
            number=wording.number,
            money=shown.amount,
            change=wording.change,
            clip=wording.clip,
            plural=plural,
            date=day,
            moment=moment,
            weekday=lambda value: wording.weekday(value, locale, zone),
            clock=lambda value: wording.clock(value, zone),
            duration=lambda value: wording.duration(value, locale),
            waited=lambda value: wording.waited(value, locale),
            opening=wording.opening,
        )
        return environment


def plain(html: str) -> str:
    """The words of a message, without its markup."""
    return unescape(_TAG.sub("", html))


@cache
def metrics(locale: str) -> Mapping[str, Mapping[str, str]]:
    """The dictionary of metrics in words: name and how it is counted, by id."""
    with (TEMPLATES / locale / "metrics.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _labels(locale: str) -> Mapping[str, str]:
    with (TEMPLATES / locale / "labels.toml").open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).items()}


@cache
def _names(locale: str) -> frozenset[str]:
    return frozenset(path.stem for path in (TEMPLATES / locale).glob("*.j2"))
