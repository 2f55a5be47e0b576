"""A person's tap under a message of a cadence: one use case, then the words that answer it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bot.chat.answering import Works
from bot.chat.cadences.voice import BACK, UNTIL, WHY, YES, CadenceVoice
from bot.chat.callbacks import CadenceButton
from bot.chat.handoff_words import when
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.person_taps import Tap, TapUnitOfWork, answer_once
from bot.chat.texts import Texts
from leads.cadences import answering
from leads.cadences.answering import CadenceAnswers
from leads.cadences.cadence import Answer, Cadence, Then
from leads.cadences.walking import Addressee
from leads.clock import Clock
from leads.consent import REPLY_BASIS
from leads.contact import Contact
from leads.documents import ConsentText, Documents
from leads.history import owner_name
from leads.thinking.reasons import Doubt
from leads.working_time import promise


class CadenceUnitOfWork(TapUnitOfWork, answering.AnsweringUnitOfWork, Protocol):
    """What a tap reads and writes."""

    @property
    def documents(self) -> Documents: ...


@dataclass(frozen=True, slots=True)
class Tapped:
    """Which button of which cadence was tapped, by whom, under which message (`shown` is it without
    buttons, None when Telegram shows it no more)."""

    button: CadenceButton
    cadence: Cadence
    to: Addressee
    shown: Outgoing | None
    now: datetime


class CadenceDesk:
    """Answers to taps; each is committed with the fact."""

    def __init__(
        self,
        works: Works[CadenceUnitOfWork],
        answers: CadenceAnswers,
        voice: CadenceVoice,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._works = works
        self._answers = answers
        self._voice = voice
        self._texts = texts
        self._clock = clock

    async def tap(self, tap: Tap[CadenceButton]) -> None:
        """Do what the button says, on the person's own lead."""
        await answer_once(self._works, tap, self._answer)

    async def _answer(
        self, uow: CadenceUnitOfWork, contact: Contact, tap: Tap[CadenceButton]
    ) -> list[Outgoing]:
        lead = await uow.leads.get(tap.button.lead)
        cadence = self._answers.policy.cadences.by_id.get(tap.button.cadence)
        if lead is None or lead.contact_id != contact.id:
            return []
        if cadence is None:  # its file is gone; a human is there all the same
            return [self._said(contact, "cadence_question", owner="")]
        owner = owner_name(await uow.events.history(lead.id))
        to = Addressee(contact, lead, owner)
        return await self._act(uow, Tapped(tap.button, cadence, to, tap.shown, self._clock.now()))

    async def _act(self, uow: CadenceUnitOfWork, tap: Tapped) -> list[Outgoing]:
        act, locale = tap.button.act, tap.to.contact.language
        if tap.button.step == 0:
            return await self._invited(uow, tap)
        if act.startswith(UNTIL):
            return await self._until(uow, tap, act.removeprefix(UNTIL))
        if act.startswith(WHY):
            return await self._why(uow, tap, act.removeprefix(WHY))
        if act == BACK:
            number, lead_id = tap.button.step, tap.to.lead.id
            return _with(tap, self._voice.answers(tap.cadence, number, lead_id, locale))
        answer = tap.cadence.answer(act)
        return [] if answer is None else await self._answered(uow, tap, answer)

    async def _invited(self, uow: CadenceUnitOfWork, tap: Tapped) -> list[Outgoing]:
        contact, lead, cadence = tap.to.contact, tap.to.lead, tap.cadence
        if tap.button.act != YES:
            await self._answers.decline(uow, contact, lead, cadence, tap.now)
            return [*_with(tap, ()), self._reply(tap, "cadence_declined")]
        shown = tap.shown.text if tap.shown else self._voice.words(cadence.invitation or {}, tap.to)
        asked = ConsentText(f"cadence_{cadence.id}:invitation", contact.language, shown)
        await uow.documents.keep(asked)
        entry = asked.agreed(
            contact.id,
            cadence.purpose,
            tap.now,
            message_id=tap.shown.edits if tap.shown else None,
            button=self._texts.label("cadence_yes", contact.language),
        )
        await self._answers.agree(uow, contact, lead, cadence, entry, tap.now)
        return [*_with(tap, ()), self._reply(tap, "cadence_agreed")]

    async def _answered(
        self, uow: CadenceUnitOfWork, tap: Tapped, answer: Answer
    ) -> list[Outgoing]:
        contact, lead, number = tap.to.contact, tap.to.lead, tap.button.step
        if answer.then is Then.LATER:
            zone = self._answers.policy.towards(contact).local_zone
            today = tap.now.astimezone(zone).date()
            days = self._voice.days(tap.cadence, number, lead.id, today, contact.language)
            asked = replace(self._reply(tap, "cadence_when"), keyboard=days)
            return _with(tap, days) or [asked]
        new = await self._answers.answer(uow, contact, lead, tap.cadence, answer, number, tap.now)
        if not new:
            return []
        match answer.then:
            case Then.TALK:
                promised = when(promise(tap.now, self._answers.policy))
                said = self._reply(tap, "human_called", called=True, goes_on=False, **promised)
            case Then.LEAVE:
                doubts = self._voice.doubts(tap.cadence, number, lead.id, contact.language)
                said = replace(self._reply(tap, "cadence_leave"), keyboard=doubts)
            case Then.QUESTION:
                said = self._reply(tap, "cadence_question")
            case _:
                said = self._reply(tap, "cadence_thanks")
        return [*_with(tap, ()), said]

    async def _until(self, uow: CadenceUnitOfWork, tap: Tapped, raw: str) -> list[Outgoing]:
        try:
            until = date.fromisoformat(raw)
        except ValueError:
            return []
        await self._answers.delay(uow, tap.to.contact, tap.to.lead, until, tap.now)
        return [*_with(tap, ()), self._reply(tap, "cadence_until", until=until)]

    async def _why(self, uow: CadenceUnitOfWork, tap: Tapped, raw: str) -> list[Outgoing]:
        doubt = next((one for one in Doubt if one == raw), None)
        if doubt is None:
            return []
        new = await self._answers.doubt(uow, tap.to.contact, tap.to.lead, doubt, tap.now)
        said = self._reply(tap, "doubt_heard", objection=doubt.value)
        return [*_with(tap, ()), said] if new else []

    def _reply(self, tap: Tapped, name: str, **values: object) -> Outgoing:
        return self._said(tap.to.contact, name, owner=tap.to.owner, **values)

    def _said(self, contact: Contact, name: str, **values: object) -> Outgoing:
        text = self._texts.render(name, contact.language, **values)
        return Outgoing.to_person(contact, text, REPLY_BASIS)


def _with(tap: Tapped, keyboard: Keyboard) -> list[Outgoing]:
    """The tapped message with these buttons; nothing where Telegram shows it no more."""
    return [] if tap.shown is None else [replace(tap.shown, keyboard=keyboard)]
