"""One turn, one transaction: what a person did becomes an advanced session, a lead, facts, what
they cause, and the words to be said. Nothing is sent here and nothing is decided about how words
look; the engine moves, `dialogs.consequences` records, the injected voice speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dialogs.consequences import Consequences
from dialogs.effects import Advance, Ask, Effect, Finished, Stale
from dialogs.engine import advance, prompt, start, values_by_slot
from dialogs.ports import DialogUnitOfWork, StoredSession
from dialogs.replies import Pressed, Reply, Restart, Typed
from dialogs.scenario import Scenario
from dialogs.scene import Scene
from dialogs.session import Session, SessionStatus
from dialogs.shelf import Shelf
from leads.catalogue import Arrival, Campaign
from leads.clock import Clock
from leads.contact import Contact
from leads.intake import meet
from leads.outbox import Claimed, OutboxMessage
from leads.policy import Policy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote, as Telegram names them; `locale` is already one of ours."""

    telegram_id: int
    chat_id: int
    name: str
    username: str | None
    locale: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One update from a person: its id, who, and the message whose button was tapped."""

    update_id: int
    person: Person
    session_id: int | None = None
    tapped: int | None = None


class Turns(Protocol):
    """Runs a piece of work in one transaction; chats and updates are hints for preloading."""

    async def run(
        self,
        work: Callable[[DialogUnitOfWork], Awaitable[T]],
        *,
        chat_ids: Sequence[int] = (),
        update_ids: Sequence[int] = (),
    ) -> T: ...


class Voice(Protocol):
    """Puts effects into outbox rows for the person's chat."""

    def present(self, effects: Sequence[Effect], scene: Scene) -> Sequence[OutboxMessage]: ...


class DialogService:
    """The use cases of a prospect: open a conversation, reply in it.

    `wake` is called after a commit that left something for others to deliver: a card for sales.
    """

    def __init__(
        self,
        turns: Turns,
        shelf: Shelf,
        voice: Voice,
        clock: Clock,
        policy: Policy,
        campaigns: Mapping[str, Campaign],
        *,
        quiz: str,
        owner: str,
        wake: Callable[[], None],
    ) -> None:
        self._turns = turns
        self._shelf = shelf
        self._voice = voice
        self._clock = clock
        self._policy = policy
        self._campaigns = campaigns
        self._quiz = quiz
        self._owner = owner
        self._wake = wake

    async def submit(self, heard: Heard, reply: Reply | Pressed) -> Sequence[Claimed]:
        """The turn of a reply. Returns what is to be said at once; empty for a repeated update."""
        return await self._run(heard, lambda turn: turn.reply(reply))

    async def open(self, heard: Heard, arrival: Arrival) -> Sequence[Claimed]:
        """The turn of /start: a visit by `arrival`. A conversation under way goes on."""
        return await self._run(heard, lambda turn: turn.open(arrival))

    async def restart(self, heard: Heard) -> Sequence[Claimed]:
        """The turn of the command to begin anew, which is confirmed first."""
        return await self._run(heard, lambda turn: turn.reply(Restart()))

    async def show_again(self, uow: DialogUnitOfWork, contact: Contact, update_id: int) -> None:
        """Within a work of somebody else: show the question under way, if any, once more.

        For when the contact's language was changed in the middle; the relay delivers it.
        """
        stored = await uow.sessions.active(contact.id)
        if stored is None:
            return
        scenario = await self._shelf.pinned(stored.session.digest, uow.scenarios)
        asked = prompt(scenario, stored.session)
        if asked is None:
            return
        scene = Scene(
            update_id=update_id,
            chat_id=contact.telegram_id,
            locale=contact.language,
            session_id=stored.id,
            lead_id=stored.lead_id,
            scenario=scenario,
            answers=values_by_slot(scenario, stored.session),
            asked_turn=-1,
            reshown=True,
        )
        for message in self._voice.present((Ask(asked),), scene):
            await uow.outbox.add(message)

    async def _run(
        self, heard: Heard, act: Callable[[_Turn], Awaitable[None]]
    ) -> Sequence[Claimed]:
        async def work(uow: DialogUnitOfWork) -> tuple[Sequence[Claimed], bool]:
            if not await uow.inbox.claim(heard.update_id):
                return (), False
            turn = _Turn(uow, heard, self._shelf, self._voice, self._quiz, self._owner)
            turn.consequences = Consequences(
                uow,
                await turn.greet(self._clock),
                self._policy,
                self._campaigns,
                self._clock.now(),
                message_id=heard.tapped,
            )
            await act(turn)
            await turn.consequences.write()
            return turn.said, turn.consequences.for_others or turn.left

        said, others_wait = await self._turns.run(
            work, chat_ids=(heard.person.telegram_id,), update_ids=(heard.update_id,)
        )
        if others_wait:
            self._wake()
        return said


class _Turn:
    """One update being turned into rows."""

    consequences: Consequences

    def __init__(
        self,
        uow: DialogUnitOfWork,
        heard: Heard,
        shelf: Shelf,
        voice: Voice,
        quiz: str,
        owner: str,
    ) -> None:
        self._uow = uow
        self._heard = heard
        self._shelf = shelf
        self._voice = voice
        self._quiz = quiz
        self._owner = owner
        self.said: list[Claimed] = []
        self.left = False  # whether the relay has something of ours to deliver

    async def greet(self, clock: Clock) -> Contact:
        """The contact of the person who wrote, made or brought up to date."""
        person = self._heard.person
        return await meet(
            self._uow,
            person.telegram_id,
            person.name,
            person.username,
            person.locale,
            clock.now(),
        )

    async def open(self, arrival: Arrival) -> None:
        """A visit. Shows the question under way, or opens the quiz."""
        await self.consequences.visited(arrival)
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        if stored is None:
            named = arrival.campaign.quiz if arrival.campaign else None
            await self._begin(named or self._quiz, opening=True)
            return
        scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
        asked = prompt(scenario, stored.session)
        if asked is not None:
            await self._speak((Ask(asked),), stored, scenario, stored.session, again=True)

    async def reply(self, reply: Reply | Pressed) -> None:
        """A reply: an advance of the active session, or the beginning of one."""
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        if stored is None:
            if isinstance(reply, Typed):
                await self.consequences.enquired()
            await self._begin(self._quiz, opening=True)
            return
        session = stored.session
        scenario = await self._shelf.pinned(session.digest, self._uow.scenarios)
        if isinstance(reply, Pressed) and self._heard.session_id != stored.id:
            asked = prompt(scenario, session)
            if asked is not None:
                await self._speak((Stale(asked),), stored, scenario, session, again=True)
            return
        step = advance(scenario, session, reply, now=self.consequences.now)
        lead_id = await self.consequences.of_answers(
            step.effects, scenario, stored.lead_id, values_by_slot(scenario, step.session)
        )
        if step.session != session or lead_id != stored.lead_id:
            stored = await self._uow.sessions.save(stored, step.session, lead_id=lead_id)
        await self._speak(step.effects, stored, scenario, session)
        await self._follow(step)

    async def _follow(self, step: Advance) -> None:
        if step.session.status is not SessionStatus.FINISHED:
            return
        for effect in step.effects:
            if isinstance(effect, Finished) and effect.outcome.next is not None:
                await self._begin(effect.outcome.next, turn=step.session.turn + 1)

    async def _begin(self, scenario_id: str, *, opening: bool = False, turn: int = 0) -> None:
        contact_id = self.consequences.contact.id
        chosen = self._shelf.choose(scenario_id, contact_id)
        scenario = chosen.scenario
        step = start(scenario, now=self.consequences.now, turn=turn)
        stored = await self._uow.sessions.add(
            contact_id, self.consequences.lead_id, step.session, split=chosen.split
        )
        await self._speak(step.effects, stored, scenario, step.session, opening=opening, again=True)

    async def _speak(
        self,
        effects: Sequence[Effect],
        stored: StoredSession,
        scenario: Scenario,
        before: Session,
        *,
        opening: bool = False,
        again: bool = False,
    ) -> None:
        person = self._heard.person
        scene = Scene(
            update_id=self._heard.update_id,
            chat_id=person.chat_id,
            locale=self.consequences.contact.language,
            session_id=stored.id,
            lead_id=self.consequences.lead_id or stored.lead_id,
            scenario=scenario,
            answers=values_by_slot(scenario, stored.session),
            asked_turn=-1 if again else before.turn,
            tapped=None if again else self._heard.tapped,
            opening=opening,
        )
        for message in self._voice.present(effects, scene):
            row = await self._uow.outbox.add(message, leased_by=self._owner)
            if row is None:
                self.left = True
            else:
                self.said.append(row)
