"""What opening the link of a form does to the chat: whose it is, and what it goes on with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

from bot.chat.links import Links
from dialogs.forms.form import Form
from dialogs.heard import Person
from leads.catalogue import Arrival
from leads.clock import Clock
from leads.contact import FORM_LINK, Source
from leads.forms.continuing import Continued, ContinuingUnitOfWork, bind

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[ContinuingUnitOfWork], Awaitable[T]],
        *,
        chat_ids: tuple[int, ...] = (),
    ) -> T: ...


class FormDesk:
    """The binding of chats. `deal_with` makes a lead of a submission that nobody has dealt with
    yet: whoever is quick may open the link before."""

    def __init__(
        self,
        works: Works,
        links: Links,
        forms: Mapping[str, Form],
        deal_with: Callable[[int], Awaitable[object]],
        clock: Clock,
    ) -> None:
        self._works = works
        self._links = links
        self._forms = forms
        self._deal_with = deal_with
        self._clock = clock

    async def open(self, parameter: str, person: Person) -> tuple[Arrival, Continued | None]:
        """How the person came, and what their chat goes on with; None for a link that is not
        theirs, or of which nothing is left."""
        number = self._links.number_of(parameter)
        if number is None:
            return Arrival(parameter), None
        await self._deal_with(number)

        async def work(uow: ContinuingUnitOfWork) -> Continued | None:
            return await bind(uow, number, person.stranger, self._clock.now())

        form = await self._works.run(work, chat_ids=(person.telegram_id,))
        known = self._forms.get(form.form) if form else None
        if form is None or known is None:
            return Arrival(parameter), None
        source = Source(FORM_LINK, known.campaign.code)
        return Arrival(parameter, source, known.campaign), form
