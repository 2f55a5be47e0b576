"""The word to us and to a partner who has sunk: once a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.partners.sunk import SunkDesk
from bot.chat.texts import Texts
from leads.outbox import Topic
from leads.partners.partner import Partner, Register
from leads.partners.referral import Referral
from leads.partners.referral import ReferralState as S
from leads.stage import Stage
from tests.fakes.unit_of_work import FakeUnitOfWork
from tests.leads.samples import NOON

REGISTER = Register((Partner("alfa", "Альфа", (4001, 4002), language="en"),))
GROUP = -100


class Reader:
    """Twelve leads that came to nothing."""

    async def since(self, days: int) -> Sequence[Referral]:
        return [
            Referral(
                number,
                number,
                1,
                "alfa",
                "Альфа",
                "b2c",
                Stage.DISQUALIFIED,
                NOON,
                state=S.EXPIRED,
                handed_at=NOON,
            )
            for number in range(12)
        ]


DESK = SunkDesk(Reader(), REGISTER, Texts(), "ru")


async def test_whoever_has_sunk_is_told_once_a_month_and_so_are_we() -> None:
    uow = FakeUnitOfWork()
    morning = NOON + timedelta(hours=5)
    found = await DESK.sunk()
    for day in (0, 1, 5):
        await DESK.warn(uow, found, GROUP, NOON + timedelta(days=day), morning)
    rows = list(uow.outbox.rows.values())
    assert [row.payload["chat_id"] for row in rows] == [GROUP, 4001, 4002]
    assert {(row.topic, row.not_before) for row in rows} == {(Topic.CHAT, morning)}
    assert "доля ответов в срок ниже цели" in str(rows[0].payload["text"])
    assert "0 of the last 12" in str(rows[1].payload["text"])
    await DESK.warn(uow, found, GROUP, NOON + timedelta(days=20), morning)
    assert len(uow.outbox.rows) == 6, "in December again"
