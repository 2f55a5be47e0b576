"""Part of the composition root: forms of sites, from the request to the chat. No logic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiohttp import web

from bot.app.filing import Filings
from bot.app.form_words import FormWords
from bot.app.forms_file import Forms
from bot.app.linking import opening_of
from bot.app.meetings import MeetingParts
from bot.chat.forms.desk import FormDesk
from bot.chat.forms.router import PREFIX, forms_router
from bot.chat.links import Links
from bot.chat.router import Router
from bot.web.intake.door import Door
from bot.web.intake.http import Intake
from bot.web.intake.keeping import Keep
from dialogs.forms.filing import Filing
from dialogs.forms.form import Form
from dialogs.service import DialogService
from dialogs.shelf import Shelf
from leads.catalogue import Campaign
from leads.clock import Clock
from leads.judging import Judging
from leads.outbox import Claimed
from leads.policy import Policy
from leads.working_time import promise
from storage.database import Database

LINK = "links.form"
"""What signatures of forms' links are made for, so that they fit nothing else."""
CONTENT = "submissions.content"
"""What the hashes that tell two contents apart are made for."""


@dataclass(frozen=True)
class FormParts:
    """What forms need in the program: routes, what is done beside, and the handler."""

    routes: Sequence[web.RouteDef]
    filings: Filings
    database: Database
    links: Links
    forms: Mapping[str, Form]
    clock: Clock

    def router(
        self,
        service: DialogService,
        say: Callable[[Sequence[Claimed]], Awaitable[None]],
        wake: Callable[[], None],
        *,
        locale: str,
    ) -> Router:
        """The handler of the forms' links."""
        desk = FormDesk(self.database, self.links, self.forms, self.filings.one, self.clock)
        return forms_router(desk, service, say, wake, default_locale=locale)


def form_parts(
    read: Forms,
    met: MeetingParts,
    shelf: Shelf,
    policy: Policy,
    campaigns: Mapping[str, Campaign],
    judging: Judging,
    bot: Bot,
    wake: Callable[[], None],
) -> FormParts:
    """What the forms of the file need; without any, nothing is served."""
    database, clock, keys = met.database, met.clock, met.database.keys
    filing = Filing(read.forms, shelf, policy, campaigns, judging)
    filings = Filings(database, filing, clock, wake)
    links = Links(lambda text: keys.indexes(LINK, text), PREFIX, "form")
    opening = opening_of(met.settings, bot)
    words = FormWords(met.texts)
    door = Door(
        read.entrances,
        Keep(filings.store, filings.wake),
        shelf.current,
        lambda text: keys.indexes(CONTENT, text)[0],
        lambda number: opening.to(links.parameter(number)),
        words,
        lambda sent_at: promise(sent_at, policy),
        clock,
        per_address=read.per_address,
    )
    routes = (
        Intake(door, words, proxies=met.settings.trusted_proxies).routes if read.entrances else ()
    )
    return FormParts(routes, filings, database, links, read.forms, clock)
