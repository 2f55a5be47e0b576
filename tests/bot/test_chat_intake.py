"""When the turn of an update may begin, and that nobody overtakes anybody in a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.chat import intake as intake_module
from bot.chat.intake import Intake, Received, Storing

CHAT = 1001


@dataclass
class Inbox:
    """Knows which updates are new and commits when it is told to."""

    new: bool
    commits: list[asyncio.Future[Sequence[Received]]] = field(default_factory=list)
    waiting: list[Sequence[Received]] = field(default_factory=list)

    def store(self, updates: Sequence[Received]) -> Storing:
        self.commits.append(asyncio.get_running_loop().create_future())
        self.waiting.append(updates)
        return Storing(self.new, self.commits[-1])

    def commit(self, which: int = 0, *, fresh: bool = True) -> None:
        self.commits[which].set_result(self.waiting[which] if fresh else [])

    async def unprocessed(self) -> Sequence[Received]:
        return []

    async def close(self, update_id: int) -> None: ...

    async def failed(self, update_id: int, error: str, *, final: bool) -> None: ...


def made(inbox: Inbox) -> tuple[Intake, list[int]]:
    """An intake and the updates whose turns began, in their order."""
    began: list[int] = []

    async def process(received: Received) -> None:
        began.append(received.update_id)

    async def apologise(_: Received) -> None: ...

    return Intake(inbox, process, apologise=apologise), began


def said(update_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": CHAT}}}


async def rounds() -> None:
    """Let everybody who is ready go on until nobody is."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_is_certainly_new_begins_at_once_and_is_acknowledged_after_the_commit() -> None:
    inbox = Inbox(new=True)
    intake, began = made(inbox)
    accepting = asyncio.ensure_future(intake.accept([said(1), said(2)]))
    await rounds()
    assert began == [1, 2]
    assert not accepting.done()
    inbox.commit()
    await accepting


@pytest.mark.parametrize(("fresh", "begins"), [(True, [1]), (False, [])])
async def test_what_may_be_a_repetition_waits_until_that_is_known(
    fresh: bool, begins: list[int]
) -> None:
    inbox = Inbox(new=False)
    intake, began = made(inbox)
    accepting = asyncio.ensure_future(intake.accept([said(1)]))
    await rounds()
    assert began == []
    inbox.commit(fresh=fresh)
    await accepting
    await intake.idle()
    assert began == begins


async def test_what_is_new_does_not_overtake_what_may_be_a_repetition() -> None:
    inbox = Inbox(new=False)
    intake, began = made(inbox)
    first = asyncio.ensure_future(intake.accept([said(1)]))
    await rounds()
    inbox.new = True
    second = asyncio.ensure_future(intake.accept([said(2)]))
    await rounds()
    assert began == []
    inbox.commit(0)
    inbox.commit(1)
    await asyncio.gather(first, second)
    await intake.idle()
    assert began == [1, 2]


async def test_what_could_not_be_stored_is_not_acknowledged() -> None:
    for new in (True, False):
        inbox = Inbox(new=new)
        intake, _ = made(inbox)
        accepting = asyncio.ensure_future(intake.accept([said(1)]))
        await rounds()
        inbox.commits[0].set_exception(OSError("the disk is full"))
        with pytest.raises(OSError, match="full"):
            await accepting


async def test_a_turn_that_fails_while_the_inbox_is_out_of_reach_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Away(Inbox):
        noted = 0

        async def failed(self, update_id: int, error: str, *, final: bool) -> None:
            self.noted += 1
            if self.noted < 5:
                raise OSError("the database is away")

    inbox, began = Away(new=True), []

    async def process(received: Received) -> None:
        began.append(received.update_id)
        if len(began) == 1:
            raise OSError("the database is away")

    async def apologise(_: Received) -> None:
        raise AssertionError("nothing was set aside")

    monkeypatch.setattr(intake_module, "PAUSE_SECONDS", 0.0)
    intake = Intake(inbox, process, apologise=apologise)
    accepting = asyncio.ensure_future(intake.accept([said(1), said(2)]))
    await rounds()
    inbox.commit()
    await accepting
    await intake.idle()
    assert began == [1, 1, 2], "acknowledged updates don't wait for the next start"
