"""CRMs, where there are any: what speaks to them is imported only when there is something to say.

Most installations have none, and it is a fiftieth of all that a start imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from aiogram import Bot

from bot.app.meetings import MeetingParts
from bot.app.settings import crm_secrets
from bot.chat.book import Book
from leads.outbox import Topic
from leads.stage import Funnel
from leads.team import Team

if TYPE_CHECKING:
    from bot.app.crm.connecting import Planned
    from bot.app.crm.relaying import Crms


def load_accounts(file: str, funnels: Mapping[str, Funnel]) -> Sequence[Planned]:
    """The accounts that `file` names, none for "". `BadCrmFile` says what to mend."""
    if not file:
        return ()
    from bot.app.crm.connecting import load_crms

    return load_crms(file, crm_secrets(), funnels)


async def open_crms(
    planned: Sequence[Planned],
    met: MeetingParts,
    book: Book,
    team: Team | None,
    bot: Bot,
    owner: str,
) -> Crms | None:
    """The planned accounts, connected. None where there is none, unless something waits for one
    that was taken out of the file: it is parked with that reason."""
    if not planned and not await met.database.run(lambda uow: uow.outbox.waits(Topic.CRM)):
        return None
    from bot.app.crm.relaying import connected_crms

    return connected_crms(planned, met, book, team, bot, owner)
