"""One update being turned into rows: the session moved, its consequences noted, the words chosen.

Only what happens within the transaction; opening and committing it is `dialogs.service`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.again import look_again
from dialogs.consequences import Consequences
from dialogs.effects import (
    Advance,
    AtWork,
    Effect,
    Finished,
    Over,
    PassedOn,
    Prompt,
    Stale,
    Unasked,
)
from dialogs.engine import advance, on_hand, prompt, start, values_by_slot
from dialogs.heard import Heard
from dialogs.interruptions import calls_human, is_for_a_human
from dialogs.personal_data import without_refused
from dialogs.ports import DialogUnitOfWork, StoredSession
from dialogs.replies import Attached, Pressed, Reply, Restart, SharedContact, Typed
from dialogs.scenario import Scenario, ScenarioKind
from dialogs.scene import Scene
from dialogs.session import Session, SessionStatus
from dialogs.shelf import Chosen, Shelf
from dialogs.signals.price import first_words
from dialogs.signals.seeing import Seeing
from dialogs.silence import notice
from dialogs.to_human import ToHuman
from dialogs.voice import Voice
from leads.catalogue import Arrival
from leads.outbox import Claimed, OutboxMessage
from leads.policy import Policy
from leads.stage import Stage


class Turn:
    """One update's work, once `consequences`, `human` and `seeing` are given."""

    consequences: Consequences
    human: ToHuman
    seeing: Seeing

    def __init__(
        self,
        uow: DialogUnitOfWork,
        heard: Heard,
        shelf: Shelf,
        voice: Voice,
        policy: Policy,
        quiz: str,
        owner: str,
    ) -> None:
        self._uow = uow
        self._heard = heard
        self._shelf = shelf
        self._voice = voice
        self._policy = policy
        self._quiz = quiz
        self._owner = owner
        self._price_first: bool | None = None  # whether the first words asked for a price
        self.said: list[Claimed] = []
        self.left = False  # whether the relay has something of ours to deliver

    async def open(self, arrival: Arrival) -> None:
        """A visit. Shows the question under way, or opens the quiz."""
        arrival = await self.consequences.visited(arrival)
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        if stored is None:
            named = self._shelf.opened_by(arrival.campaign)
            gone = self._shelf.gone((arrival.campaign.product if arrival.campaign else "") or "")
            known = None if named else await self.human.known()
            if gone is not None:
                quiz = self._shelf.current(named or self._quiz)
                await self._speak((gone,), None, quiz, None, opening=True, again=True)
            elif known is None:
                await self._begin(named or self._quiz, opening=True)
            else:
                await self._tell(None, self._shelf.current(self._quiz), known)
            return
        await self._show(stored)

    async def _show(self, stored: StoredSession) -> None:
        """Show what is on hand once more."""
        scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
        shown = on_hand(scenario, stored.session, now=self.consequences.here)
        if shown is not None:
            await self._speak((shown,), stored, scenario, stored.session, again=True)

    async def reply(self, reply: Reply | Pressed) -> None:
        """A reply: an advance of the active session, or the beginning of one."""
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        if self.consequences.contact.human_since and isinstance(reply, Typed | Attached):
            await self._to_human(stored, reply, None)  # they talk, the bot is quiet
            return
        if stored is None:
            await self._unasked(reply)
            return
        session = stored.session
        scenario = await self._shelf.pinned(session.digest, self._uow.scenarios)
        asked = prompt(scenario, session, now=self.consequences.here)
        if isinstance(reply, Pressed) and self._heard.session_id != stored.id:
            if asked is not None:
                await self._speak((Stale(asked),), stored, scenario, session, again=True)
            return
        slot = asked.slot if asked else None
        if isinstance(reply, Typed) and calls_human(reply.text, slot):
            await self._tell(stored, scenario, await self._to_human(stored, None, asked))
            return
        step = advance(scenario, session, reply, now=self.consequences.here)
        if not isinstance(reply, Pressed) and is_for_a_human(reply, step, slot):
            stored = await self.seeing.with_first_words(stored, reply)
            await self._tell(stored, scenario, await self._to_human(stored, reply, asked))
            return
        step = await self.seeing.ended(stored, scenario, reply, step)
        self.consequences.completing = session.completing
        lead_id = await self.consequences.of_answers(
            step.effects, scenario, stored.lead_id, values_by_slot(scenario, step.session)
        )
        moved = without_refused(scenario, step.session)
        if moved != session or lead_id != stored.lead_id:
            stored = await self._uow.sessions.save(stored, moved, lead_id=lead_id)
        if not session.answers and step.session.answers:
            await notice(self._uow, scenario, stored, self._policy)
        if (kept := self.consequences.kept) is not None:
            effects = [kept if isinstance(one, Finished) else one for one in step.effects]
            await self._speak(effects, stored, scenario, session)
            return
        await self._speak(await self._with_handover(step, scenario), stored, scenario, session)
        await self._follow(step)

    async def dispute(self) -> None:
        """Does not agree with a refusal. With other questions under way: a call for a human."""
        if await self._uow.sessions.active(self.consequences.contact.id) is not None:
            await self.call_human()
            return
        await self._tell(None, self._shelf.current(self._quiz), await self.human.dispute(None))

    async def look_again(self, lead_id: int) -> None:
        """Wants the second look that was offered; a conversation under way goes on instead."""
        contact_id = self.consequences.contact.id
        stored = await self._uow.sessions.active(contact_id)
        lead = await self._uow.leads.get(lead_id)
        if stored is not None:
            await self._show(stored)
        elif lead is None or lead.contact_id != contact_id or lead.stage is not Stage.NOT_YET:
            await self._tell(None, self._shelf.current(self._quiz), Over())
        elif lead.verdict is None or lead.verdict.scenario_id not in self._shelf:
            await self._begin(self._quiz)
        else:
            await self.consequences.about(lead_id)
            chosen = self._shelf.choose(lead.verdict.scenario_id, contact_id)
            before = await self._shelf.pinned(lead.verdict.digest, self._uow.scenarios)
            here = self.consequences.here
            step = look_again(chosen.scenario, lead.verdict, before, now=here)
            await notice(self._uow, chosen.scenario, await self._enter(chosen, step), self._policy)

    async def call_human(self) -> None:
        """Asked for a human; a question under way stays on hand."""
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        if stored is None:
            await self._tell(None, self._shelf.current(self._quiz), await self.human.call(None))
            return
        scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
        asked = prompt(scenario, stored.session, now=self.consequences.here)
        await self._tell(stored, scenario, await self._to_human(stored, None, asked))

    async def _unasked(self, reply: Reply | Pressed) -> None:
        """A reply while nothing is asked: a first word opens the quiz, a later one is for us."""
        quiz = self._shelf.current(self._quiz)
        stranger = await self.consequences.last_lead() is None
        if stranger and self._heard.staff and isinstance(reply, Typed | Attached | SharedContact):
            await self._tell(None, quiz, AtWork())  # who tries the quiz out begins it on purpose
        elif isinstance(reply, Typed) and calls_human(reply.text):
            await self._tell(None, quiz, await self.human.call(None))
        elif stranger or isinstance(reply, Restart):
            await self._first_word(reply)
        elif isinstance(reply, Typed | Attached | SharedContact):
            await self._tell(None, quiz, await self._to_human(None, reply, None))
        else:
            await self._tell(None, quiz, Over())

    async def _first_word(self, reply: Reply | Pressed) -> None:
        """What a stranger sends is an enquiry; what is no text is worth a human's look."""
        if isinstance(reply, Attached):
            await self._to_human(None, reply, None)
        if isinstance(reply, Typed | Attached):
            await self.consequences.enquired()
        self._price_first = first_words(reply.text) if isinstance(reply, Typed) else None
        await self._begin(self._quiz, opening=True)

    async def _to_human(
        self, stored: StoredSession | None, reply: Reply | None, asked: Prompt | None
    ) -> PassedOn:
        """Pass on what was said, or the call itself when it is None."""
        if stored is not None:
            await self.consequences.about(stored.lead_id)
        if reply is None or self._heard.message is None:
            return await self.human.call(asked)
        return await self.human.pass_on(reply, self._heard.message, asked)

    async def _tell(
        self,
        stored: StoredSession | None,
        scenario: Scenario,
        effect: Unasked,
    ) -> None:
        lead_id = self.consequences.lead_id
        if stored is None:
            await self._speak((effect,), None, scenario, None, again=True)
            return
        if stored.lead_id is None and lead_id is not None:
            stored = await self._uow.sessions.save(stored, stored.session, lead_id=lead_id)
        await self._speak((effect,), stored, scenario, stored.session, again=True)

    async def _follow(self, step: Advance) -> None:
        if step.session.status is not SessionStatus.FINISHED:
            return
        for effect in step.effects:
            if isinstance(effect, Finished) and effect.outcome.next is not None:
                self._price_first = step.session.price_first
                await self._begin(effect.outcome.next, turn=step.session.turn + 1)

    async def _with_handover(self, step: Advance, scenario: Scenario) -> Sequence[Effect]:
        """The effects and, where sales go on from here, who that is and when."""
        awaited = any(
            end.outcome.next is None
            and (scenario.kind is ScenarioKind.BRIEF or end.outcome.stage is Stage.QUALIFIED)
            for end in step.effects
            if isinstance(end, Finished)
        )
        handed = (await self.human.hand_over(scenario, step.session),) if awaited else ()
        return (*step.effects, *handed)

    async def _begin(self, scenario_id: str, *, opening: bool = False, turn: int = 0) -> None:
        contact_id = self.consequences.contact.id
        chosen = self._shelf.choose(scenario_id, contact_id)
        scenario = chosen.scenario
        here, words = self.consequences.here, self._price_first
        step = start(scenario, now=here, turn=turn, price_first=words)
        stored = await self._enter(chosen, step, opening=opening)
        if turn:  # it follows another one, whose answers are given
            await notice(self._uow, scenario, stored, self._policy)

    async def _enter(
        self, chosen: Chosen, step: Advance, *, opening: bool = False
    ) -> StoredSession:
        """Keep a new session and say how it begins."""
        stored = await self._uow.sessions.add(
            self.consequences.contact.id,
            self.consequences.lead_id,
            step.session,
            split=chosen.split,
        )
        await self._speak(
            step.effects, stored, chosen.scenario, step.session, opening=opening, again=True
        )
        return stored

    async def _speak(
        self,
        effects: Sequence[Effect],
        stored: StoredSession | None,
        scenario: Scenario,
        before: Session | None,
        *,
        opening: bool = False,
        again: bool = False,
    ) -> None:
        person = self._heard.person
        scene = Scene(
            update_id=self._heard.update_id,
            chat_id=person.chat_id,
            locale=self.consequences.contact.language,
            session_id=stored.id if stored else 0,
            lead_id=self.consequences.lead_id or (stored.lead_id if stored else None),
            scenario=scenario,
            answers=values_by_slot(scenario, stored.session) if stored else {},
            asked_turn=-1 if again or before is None else before.turn,
            tapped=None if again else self._heard.tapped,
            opening=opening and self._heard.caller is None,
            asked_price=bool(self._price_first),
        )
        for message in self._voice.present(effects, scene):
            await self.say(message)

    async def say(self, message: OutboxMessage) -> None:
        """Keep a message, to be said at once unless others wait before it."""
        row = await self._uow.outbox.add(message, leased_by=self._owner)
        if row is None:
            self.left = True
        else:
            self.said.append(row)
