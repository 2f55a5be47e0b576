"""Part of the composition root: the cold funnel's link, and what opening it begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram import Bot

from bot.app.linking import links_of_people, opening_of
from bot.app.meetings import MeetingParts
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.cold.desk import InviteDesk, InviteUnitOfWork
from bot.chat.cold.router import PREFIX, cold_router
from bot.chat.linking.known import KnownPeople
from bot.chat.links import Links
from bot.chat.router import Router
from dialogs.service import DialogService
from dialogs.shelf import Shelf
from leads.cold.inviting import Inviting
from leads.outbox import Claimed
from leads.steps import Steps
from storage.secrets import KeyRing

PLACE = "links.lead"
"""What signatures of links are made for, so that they fit nothing else."""


def links_of_leads(keys: KeyRing) -> Links:
    """Personal links of leads."""
    return Links(lambda text: keys.indexes(PLACE, text), PREFIX, "lead")


def brief_after(quiz: str, shelf: Shelf) -> str | None:
    """The scenario that follows the quiz, None where nothing does."""
    outcomes = shelf.current(quiz).outcomes
    return next((one.next for one in outcomes if one.next is not None), None)


def cold_router_of(
    met: MeetingParts,
    steps: Steps,
    shelf: Shelf,
    service: DialogService,
    answering: Answering[InviteUnitOfWork],
    say: Callable[[Sequence[Claimed]], Awaitable[None]],
    access: Access,
    bot: Bot,
    wake: Callable[[], None],
) -> Router:
    """The handlers of /invite and of personal links."""
    keys, settings = met.database.keys, met.settings
    links = links_of_leads(keys)
    inviting = Inviting(steps, met.meetings)
    opening = opening_of(settings, bot)
    known = KnownPeople(links_of_people(keys), opening)
    desk = InviteDesk(met.database, inviting, links, opening, known, met.texts, met.clock)
    return cold_router(
        desk,
        service,
        answering,
        say,
        access,
        met.texts,
        wake,
        brief=brief_after(settings.quiz, shelf),
        default_locale=settings.default_language,
    )
