"""Whoever's update was set aside hears it once, through the outbox like everything else."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.chat.apology import Apology, ApologyUnitOfWork
from bot.chat.intake import Received
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from tests.fakes.unit_of_work import FakeUnitOfWork

T = TypeVar("T")


class OneWork:
    def __init__(self) -> None:
        self.uow = FakeUnitOfWork()

    async def run(self, work: Callable[[ApologyUnitOfWork], Awaitable[T]]) -> T:
        return await work(self.uow)


async def test_an_apology_is_kept_once_per_update_and_for_people_only() -> None:
    works, woken = OneWork(), []
    apology = Apology(works, Texts(), lambda: woken.append(True), locale="ru")
    for update in (Received(7, 1001, {}), Received(7, 1001, {}), Received(8, -100, {})):
        await apology(update)
    (row,) = works.uow.outbox.rows.values()
    message = Outgoing.from_payload(row.payload)
    assert (message.chat_id, message.purpose, message.basis) == (1001, "reply", "reply")
    assert "Извините" in message.text
    assert woken == [True, True]
