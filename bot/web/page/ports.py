"""What the page needs of the rest of the program, and what it is given. No HTTP here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from leads.page.doors import Handed
from leads.page.keys import PageKey

if TYPE_CHECKING:  # whoever only lets people in need not load the reports
    from reports.asking.asked import About
    from reports.source import Case
    from reports.tables import Cell, Column, Named, Note


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks; `only` is the salesperson whose own leads are all that they may see, None for
    everybody's. `visit` is the key that their browser holds."""

    person: int
    only: int | None
    visit: PageKey


class Doors(Protocol):
    """Letting browsers in. Each call is a committed transaction of its own, or a read."""

    def may_see(self, person: int) -> bool:
        """Whether the person may see reports at all."""
        ...

    def may_read(self, person: int, report: str) -> bool:
        """Whether that report is for them."""
        ...

    def only(self, person: int) -> int | None:
        """`Viewer.only`."""
        ...

    async def come(self, link: str, device: str, known_by: str) -> Handed | None:
        """`leads.page.doors.come`; a visit that waits is asked about in the chat."""
        ...

    async def let_in(self, person: int, language: str, device: str) -> Handed:
        """A visit of somebody whom Telegram vouches for."""
        ...

    async def visit(self, secret: str) -> PageKey | None:
        """The visit with that secret, whatever became of it."""
        ...

    async def remember(self, visit: PageKey, known_by: str) -> Handed | None:
        """The device of a visit is known from now on; None where it is already."""
        ...

    async def leave(self, visit: PageKey) -> None:
        """End a visit."""
        ...


class Told(NamedTuple):
    """A metric in words: what it is called and how it is counted."""

    name: str
    how: str


class Choices(NamedTuple):
    """What filters can be set to: pairs of an id and its name."""

    products: Sequence[tuple[str, str]]
    channels: Sequence[tuple[str, str]]
    managers: Sequence[tuple[str, str]]


class Words(Protocol):
    """Reports in words, as the bot tells them."""

    def title(self, report: str, locale: str, *, short: bool = False) -> str: ...
    def empty(self, report: str, locale: str) -> str: ...
    def table(self, report: str, table: str, locale: str) -> str: ...
    def column(self, column: Column, locale: str) -> str: ...
    def row(self, named: Named, locale: str, *, short: bool = False) -> str: ...
    def note(self, note: Note, locale: str) -> str: ...
    def metric(self, metric: str, locale: str) -> Told: ...
    def about(self, about: About, locale: str) -> Sequence[str]:
        """The period, then the filters that are set."""
        ...

    def figure(self, cell: Cell, metric: str, currency: str, locale: str, *, brief: bool) -> str:
        """A figure; "" for what can't be told. `brief` for the width of a phone."""
        ...

    def amount(self, case: Case) -> str:
        """The amount of a case; "" for none."""
        ...

    def moment(self, at: datetime, locale: str) -> str: ...
    def choices(self, locale: str) -> Choices: ...


class Fact(NamedTuple):
    """A label and what stands beside it."""

    label: str
    value: str


class Event(NamedTuple):
    """A line of a history."""

    at: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading."""

    title: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one lead, in words: what it is, what was said, and its whole path."""

    title: str
    stage: str
    sections: Sequence[Section]
    history: Sequence[Event]


class Leads(Protocol):
    """Looking leads up."""

    async def story(self, lead: int, viewer: Viewer, locale: str) -> Story | None:
        """The lead; None where there is none or the viewer may not see it."""
        ...


class Stamp(Protocol):
    """Tells cheaply whether figures may have changed."""

    async def now(self) -> str: ...
