"""A person falls silent in the middle: nudges, then the half-finished lead goes to sales.

One touch watches a session. Answers do not move it: when it comes due, it looks when the person
answered last and is put off by as much. So silence costs a conversation nothing while it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from dialogs import ports
from dialogs.effects import Nudged
from dialogs.endings import kept_answers
from dialogs.engine import prompt, values_by_slot
from dialogs.ports import ConversationUnitOfWork, Sessions, StoredSession
from dialogs.scenario import Pause, Scenario, Text
from dialogs.scene import scene_again
from dialogs.session import SessionStatus
from dialogs.shelf import ScenarioTexts, Shelf
from dialogs.supply.goods import halted
from dialogs.voice import Voice
from leads.caused import row_key
from leads.consent import Audience, Purpose, allowed
from leads.contact import Contact
from leads.due import WHILE_A_HUMAN_WRITES
from leads.facts import HalfFinished
from leads.outbox import Priority
from leads.policy import Policy
from leads.recording import record
from leads.touch import Touch
from leads.working_time import add_working_time, next_working

KIND = "silence"
DAY = timedelta(days=1)


class Contacts(ports.Contacts, Protocol):
    """People, found by their number too."""

    async def get(self, contact_id: int) -> Contact | None: ...


class WatchingUnitOfWork(Protocol):
    """What noticing silence writes."""

    @property
    def touches(self) -> ports.Touches: ...


class SilenceUnitOfWork(ConversationUnitOfWork, Protocol):
    """What a due pause reads and writes; committed as a whole or not at all."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def scenarios(self) -> ScenarioTexts: ...


def pause_ends(last: datetime, pause: Pause, policy: Policy) -> datetime:
    """When `pause` has passed since the person's `last` answer.

    Minutes and hours are working time; days end within working hours. Nobody is nudged at night.
    """
    if pause.after < DAY:
        return add_working_time(last, pause.after, policy)
    return next_working(last + pause.after, policy)


def watch(
    scenario: Scenario,
    stored: StoredSession,
    policy: Policy,
    *,
    index: int = 0,
    first: bool = False,
    nudged_at: datetime | None = None,
) -> Touch | None:
    """The touch for the pause at `index` of a session; None when the scenario has no such pause.

    A session gets one `first` watch, whatever happens to it; the others follow from it. After a
    nudge at `nudged_at` the next one keeps the distance that the scenario puts between them.
    """
    if index >= len(scenario.silence):
        return None
    last, pause = _last_sign(stored), scenario.silence[index]
    due = pause_ends(last, pause, policy)
    if nudged_at is not None:
        gap = pause.after - scenario.silence[index - 1].after
        in_hours = pause.after < DAY
        apart = (
            add_working_time(nudged_at, gap, policy)
            if in_hours
            else next_working(nudged_at + gap, policy)
        )
        due = max(due, apart)
    hands_over = pause.nudge is None
    return Touch(
        key=f"{KIND}:{stored.id}:{index}:{0 if first else int(last.timestamp())}",
        kind=KIND,
        lead_id=stored.lead_id,
        contact_id=None if hands_over else stored.contact_id,
        audience=Audience.STAFF if hands_over else Audience.PERSON,
        purpose=Purpose.REPLY,  # a look at their own conversation; a nudge has another purpose
        due_at=due,
        priority=Priority.FOLLOW_UP,
        payload={
            "kind": KIND,
            "v": 1,
            "session_id": stored.id,
            "contact_id": stored.contact_id,
            "index": index,
            "since": last.isoformat(),
        },
    )


async def notice(
    uow: WatchingUnitOfWork, scenario: Scenario, stored: StoredSession, policy: Policy
) -> None:
    """From now on silence is noticed: the person has begun to answer."""
    touch = watch(scenario, stored, policy, first=True)
    if touch is not None and stored.session.status is SessionStatus.ACTIVE:
        await uow.touches.plan(touch)


@dataclass(frozen=True, slots=True)
class Silence:
    """What a due pause does."""

    shelf: Shelf
    voice: Voice
    policy: Policy

    async def __call__(
        self, uow: SilenceUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Nudge or hand over, and watch on. A moment means: not yet, come back then.

        While a human writes with the person nothing is said, and nobody is told of silence. Whoever
        refused what nobody asked for is not nudged, but their half-finished lead is handed over
        all the same.
        """
        stored = await uow.sessions.active(_number(touch, "contact_id"))
        if stored is None or stored.id != touch.payload["session_id"]:
            return None
        scenario = await self.shelf.pinned(stored.session.digest, uow.scenarios)
        index = _number(touch, "index")
        if index >= len(scenario.silence):
            return None
        contact = await uow.contacts.get(stored.contact_id)
        if contact is not None and contact.human_since is not None:
            return now + WHILE_A_HUMAN_WRITES
        last, pause = _last_sign(stored), scenario.silence[index]
        if index == 0 and (due := pause_ends(last, pause, self.policy)) > now:
            return due
        if index > 0 and last.isoformat() != touch.payload["since"]:
            # They answered since: the pauses count from the first one again, but only now, so
            # that nobody is nudged twice within one pause.
            await self._watch(uow, scenario, stored, 0)
        elif pause.nudge is None:
            await self._hand_over(uow, scenario, stored, now)
        else:
            if allowed(Purpose.FOLLOW_UP, await uow.consents.of(stored.contact_id), now):
                await self._nudge(uow, scenario, stored, pause.nudge, touch)
            await self._watch(uow, scenario, stored, index + 1, nudged_at=now)
        return None

    async def _watch(
        self,
        uow: SilenceUnitOfWork,
        scenario: Scenario,
        stored: StoredSession,
        index: int,
        *,
        nudged_at: datetime | None = None,
    ) -> None:
        following = watch(scenario, stored, self.policy, index=index, nudged_at=nudged_at)
        if following is not None:
            await uow.touches.plan(following)

    async def _nudge(
        self,
        uow: SilenceUnitOfWork,
        scenario: Scenario,
        stored: StoredSession,
        nudge: Text,
        touch: Touch,
    ) -> None:
        contact = await uow.contacts.get(stored.contact_id)
        asked = prompt(scenario, stored.session)
        halt = halted(scenario, values_by_slot(scenario, stored.session))
        if contact is None or asked is None or halt is not None:
            return
        scene = scene_again(0, contact, stored, scenario)
        nudged = Nudged(nudge, asked, row_key(touch.key))
        for message in self.voice.present((nudged,), scene):
            await uow.outbox.add(message)

    async def _hand_over(
        self, uow: SilenceUnitOfWork, scenario: Scenario, stored: StoredSession, now: datetime
    ) -> None:
        lead = await uow.leads.get(stored.lead_id) if stored.lead_id else None
        if lead is None or not lead.is_open:
            return
        values = values_by_slot(scenario, stored.session)
        asked = prompt(scenario, stored.session)
        fact = HalfFinished(
            at=now,
            contact_id=stored.contact_id,
            lead_id=lead.id,
            scenario=scenario.id,
            digest=scenario.digest,
            answers=kept_answers(scenario, values),
            number=asked.number if asked else len(values),
            total=asked.total if asked else len(values),
        )
        lead = await uow.leads.save(lead.left_half_way(now))
        contact = await uow.contacts.get(stored.contact_id)
        await record(uow, fact, lead=lead, contact=contact, policy=self.policy, now=now)


def _last_sign(stored: StoredSession) -> datetime:
    """When the person answered last, else when they began."""
    last = stored.session.answered_at or stored.session.started_at
    if last is None:
        raise ValueError(f"session {stored.id} never began")
    return last


def _number(touch: Touch, key: str) -> int:
    value = touch.payload[key]
    if not isinstance(value, int):
        raise ValueError(f"touch {touch.key!r}: {key} is no number")
    return value
