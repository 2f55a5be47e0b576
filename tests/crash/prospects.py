"""Prospects of a crash run: each answers every question once, as soon as it is on the screen.

They never repeat themselves, whatever happens to the bot: an answer that gets lost leaves its
conversation standing, and that is what the run is to find out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

import dialogs
from dialogs.answers import read_answer
from dialogs.checks.personas import play
from dialogs.loader import load_folder
from dialogs.persona import Persona
from dialogs.replies import Typed
from dialogs.scenario import Scenario, SlotType, Step, Text
from dialogs.values import Day, value_to_json

SCENARIOS = load_folder(Path(dialogs.__file__).parent / "scenarios")
QUIZ, BRIEF = SCENARIOS["agency-quiz"], SCENARIOS["agency-brief"]
QUALIFIED = "qualified"
BLANKS = ("dont_know", "skipped")
LOOK_SECONDS = 0.12
COMPANY = ZoneInfo("Europe/Moscow")  # the zone of the settings, in which days are counted
FIRST_ID = 10_001

Message = Mapping[str, Any]


@dataclass
class Prospect:
    """One person with the golden answers of a persona of each scenario."""

    number: int
    quiz: Persona
    brief: Persona
    said: dict[tuple[str, str], object] = field(default_factory=dict)
    read: set[tuple[str, str]] = field(default_factory=set)
    ticked: list[str] = field(default_factory=list)
    finished: bool = False

    @property
    def id(self) -> int:
        """The Telegram id."""
        return FIRST_ID + self.number

    @property
    def is_qualified(self) -> bool:
        """Whether the quiz is to end so."""
        return self.quiz.expect == QUALIFIED

    async def talk(self, http: ClientSession, url: str) -> None:
        """Live through the whole conversation. Ends when the last words are on the screen."""
        await self.come(http, url)
        await self.converse(http, url)

    async def come(self, http: ClientSession, url: str) -> None:
        """Press Start."""
        await _post(http, url, "people", id=self.id, first_name=f"Клиент {self.number}")
        await _post(http, url, "start", person=self.id, parameter="")

    async def converse(self, http: ClientSession, url: str) -> None:
        """What comes after Start."""
        while True:
            screen = await screen_of(http, url, self.id, self.id)
            if self._is_over(screen):
                self.finished = True
                return
            if (act := self._next(screen)) is not None:
                path, body = act
                await _post(http, url, path, person=self.id, chat=self.id, **body)
            await asyncio.sleep(LOOK_SECONDS)

    def _is_over(self, screen: Sequence[Message]) -> bool:
        scenario, persona = (BRIEF, self.brief) if self.is_qualified else (QUIZ, self.quiz)
        outcome = next(o for o in scenario.outcomes if o.id == persona.expect)
        # After a brief come a summary to pass on and the word who will call.
        return any(
            _beginning(outcome.tell) in _plain(str(said.get("text", ""))) for said in screen[-3:]
        )

    def _next(self, screen: Sequence[Message]) -> tuple[str, dict[str, object]] | None:
        for message in reversed(screen):
            found = _asked(message)
            if found is None:
                continue
            scenario, step = found
            if (scenario.id, step.id) not in self.said.keys() | self.read:
                same = [other for other in screen if _asked(other) == found]
                return self._answer(scenario, step, message, same)
        return None

    def _answer(
        self, scenario: Scenario, step: Step, message: Message, same: Sequence[Message]
    ) -> tuple[str, dict[str, object]] | None:
        persona = self.quiz if scenario is QUIZ else self.brief
        key = (scenario.id, step.id)
        if step.slot is None:
            self.read.add(key)
            return _tap(message, "continue")
        slot = scenario.slots[step.slot]
        raw = persona.answers.get(slot.id)
        if raw is None or raw in BLANKS:
            unsure = step.unsure if raw is None else raw == "dont_know"
            blank, act = ("dont_know",) * 2 if unsure else ("skipped", "skip")
            self.said[key] = {"blank": blank}
            return _tap(message, act)
        if slot.type is SlotType.CHOICES and isinstance(raw, list | tuple):
            return self._tick(key, [str(option) for option in raw], message, same)
        self.said[key] = raw
        match slot.type:
            case SlotType.CHOICE:
                return _tap(message, "pick", str(raw))
            case SlotType.BOOLEAN | SlotType.CONSENT:
                return _tap(message, "agree", "1" if raw else "0")
            case SlotType.TEXT:
                self.said[key] = text = f"{raw} ({self.number})"
                return "say", {"text": text}
            case SlotType.PERIOD:
                meant = read_answer(Typed(str(raw)), step, slot, now=datetime.now(COMPANY))
                assert isinstance(meant, Day), f"{raw!r} is not said for certain"
                self.said[key] = value_to_json(meant)
                return "say", {"text": str(raw)}
            case _:
                return "say", {"text": str(raw)}

    def _tick(
        self, key: tuple[str, str], wanted: list[str], message: Message, same: Sequence[Message]
    ) -> tuple[str, dict[str, object]] | None:
        """Tick one box and wait until it shows; with all of them ticked, say so."""
        if self.ticked:
            shown = [other for other in same if _ticks(other) == len(self.ticked)]
            if not shown:
                return None
            message = shown[-1]
        if len(self.ticked) < len(wanted):
            self.ticked.append(wanted[len(self.ticked)])
            return _tap(message, "toggle", self.ticked[-1])
        self.said[key] = sorted(wanted)
        self.ticked.clear()
        return _tap(message, "done")


def hangs_on_answers(persona: Persona) -> bool:
    """Whether the ending is the same whatever is known beside the answers.

    Prospects of one run share phones, addresses and companies: some come under another name, some
    from a company that is small.
    """
    return not persona.known and all(
        play(
            QUIZ,
            replace(persona, known={"price_first": False, "renamed": renamed, "grade": grade}),
        ).finished.outcome.id
        == persona.expect
        for renamed in (False, True)
        for grade in "ABC"
    )


PLAIN = [persona for persona in QUIZ.personas if hangs_on_answers(persona)]


def prospect(number: int) -> Prospect:
    """Number by number through the personas, so that every kind of ending is lived through."""
    return Prospect(
        number,
        PLAIN[number % len(PLAIN)],
        BRIEF.personas[number % len(BRIEF.personas)],
    )


async def screen_of(http: ClientSession, url: str, person: int, chat: int) -> list[Message]:
    """All messages of a chat as that person sees it, oldest first."""
    async with http.get(f"{url}/sandbox/state", params={"person": person}) as answer:
        state = await answer.json()
    return next((list(c["messages"]) for c in state["chats"] if c["id"] == chat), [])


def buttons(message: Message) -> list[str]:
    """Payloads of the inline buttons under a message."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [str(button["callback_data"]) for row in rows for button in row]


async def _post(http: ClientSession, url: str, path: str, **body: object) -> None:
    async with http.post(f"{url}/sandbox/{path}", json=body) as answer:
        if answer.status >= 400:
            raise AssertionError(f"{path} {body}: {answer.status} {await answer.text()}")


def _tap(message: Message, act: str, arg: str = "") -> tuple[str, dict[str, object]]:
    for data in buttons(message):
        if data.split(":")[3:] == [act, arg]:
            return "tap", {"message": message["message_id"], "data": data}
    raise AssertionError(f"no button {act}:{arg} under {message.get('text')!r}")


def _asked(message: Message) -> tuple[Scenario, Step] | None:
    text = _plain(str(message.get("text", "")))
    for scenario in (QUIZ, BRIEF):
        for step in scenario.steps:
            if _beginning(step.text) in text:
                return scenario, step
    return None


def _ticks(message: Message) -> int:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return sum(button["text"].startswith("☑") for row in rows for button in row)


def _beginning(text: Text) -> str:
    return _plain(text.in_("ru").split("{", 1)[0])


def _plain(text: str) -> str:
    return " ".join(text.split())
