"""What CRMs have said in vain, told to managers: once for each lead and each thing said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from crm_sync.back.ports import ListeningUnitOfWork
from leads.consent import STAFF_BASIS, Purpose
from leads.crm_back.facts import CrmSaid
from leads.crm_back.owning import Kept
from leads.outbox import OutboxMessage

IN_HISTORY_ONLY = frozenset({Kept.CONVERSATION.value, Kept.CONFLICT.value})
"""Nobody has to do anything: it counts by itself once the lead is taken, or decided on."""


class SaidInVain:
    """Writes to every manager, in the transaction of the event."""

    def __init__(self, texts: Texts, managers: Sequence[int], locale: str) -> None:
        self._texts = texts
        self._managers = managers
        self._locale = locale

    async def __call__(
        self, uow: ListeningUnitOfWork, account: str, vain: Sequence[CrmSaid]
    ) -> None:
        """Tell them."""
        for fact in vain:
            if fact.why in IN_HISTORY_ONLY:
                continue
            text = self._texts.render(
                "crm_said",
                self._locale,
                account=account,
                lead_id=fact.lead_id or 0,
                said=fact.said,
                why=fact.why,
            )
            for manager in self._managers:
                await uow.outbox.add(_row(fact, account, manager, text))


def _row(fact: CrmSaid, account: str, manager: int, text: str) -> OutboxMessage:
    said = hashlib.sha256(f"{fact.what}:{fact.said}:{fact.why}".encode()).hexdigest()[:16]
    message = Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS))
    return message.row(f"crm_said:{account}:{fact.lead_id}:{said}:{manager}")
