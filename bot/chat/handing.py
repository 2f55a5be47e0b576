"""Handing a lead on to a colleague: the names under a card, a tap on one, and /give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC

from bot.chat import wording
from bot.chat.by_number import BETWEEN, REFUSED, read_numbered, why_nothing
from bot.chat.callbacks import LeadButton
from bot.chat.messages import Button, Keyboard, in_rows
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.handing.handing import THEIRS, Handing, HandingRefused, HandingUnitOfWork, Receiver
from leads.selling import Seller

MOST = 20
"""So many names fit under a card; /give knows all."""
SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What was written: the lead's number, then a colleague's name and perhaps why."""

    lead_id: int
    rest: str

    def of(self, receivers: Iterable[Receiver]) -> tuple[int, str] | None:
        """Who is meant (Telegram id), and the reason; None where no name or several fit.

        «Вере» means Вера and «Олегу» Олег.
        """
        members = [one.seat.member for one in receivers]
        for one in sorted(members, key=lambda one: -len(one.name)):
            if re.match(rf"{re.escape(one.name)}\b", self.rest, re.IGNORECASE):
                return one.id, self.rest[len(one.name) :].strip(BETWEEN)
        word, *reason = self.rest.split(maxsplit=1)
        alike = [one for one in members if _declined(one.name, word.strip(BETWEEN))]
        return (alike[0].id, "".join(reason).strip(BETWEEN)) if len(alike) == 1 else None


class HandingDesk:
    """Names of colleagues as buttons, and what is answered to whoever hands a lead on."""

    def __init__(self, handing: Handing, texts: Texts, clock: Clock) -> None:
        self._handing = handing
        self._texts = texts
        self._clock = clock

    async def names(
        self, uow: HandingUnitOfWork, lead_id: int, by: Seller, locale: str
    ) -> Keyboard:
        """Who may have the lead, whoever has most room first. Raises as `Handing.choice`."""
        choice = await self._handing.choice(uow, lead_id, by, self._clock.now())
        found = [one for one in choice.receivers if one.hindered != THEIRS]
        ordered = sorted(found, key=lambda one: (bool(one.hindered), one.seat.open))
        return in_rows((self._button(one, lead_id, locale) for one in ordered[:MOST]), wide=1)

    async def give(
        self, uow: HandingUnitOfWork, lead_id: int, to: int, by: Seller, locale: str
    ) -> str:
        """The words of the toast for a tap on a name. Raises as `Handing.choice` and `give`."""
        now = self._clock.now()
        choice = await self._handing.choice(uow, lead_id, by, now)
        given = await self._handing.give(uow, choice, to, by, now)
        owner = given.member.name
        return self._texts.toast("card_handed", locale, lead_id=lead_id, owner=owner)

    def why_not(self, refused: HandingRefused, locale: str) -> str:
        """Why the lead stays where it is."""
        seat = refused.seat
        return self._texts.render(
            "give_refused",
            locale,
            reason=refused.reason,
            colleague=seat.member.name if seat else "",
            open=seat.open if seat else 0,
            capacity=seat.member.capacity if seat else 0,
            back=seat.away.last if seat and seat.away else None,
        )

    async def told(self, uow: HandingUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """The answer to /give: to whom the lead went, or why to nobody."""
        numbered = read_numbered(args)
        if numbered is None:
            return self._usage(0, (), locale)
        asked = Asked(*numbered)
        try:
            return await self._told(uow, asked, by, locale)
        except HandingRefused as refused:
            return self.why_not(refused, locale)
        except REFUSED as refused:
            return why_nothing(refused, asked.lead_id, self._texts, locale)

    async def _told(self, uow: HandingUnitOfWork, asked: Asked, by: Seller, locale: str) -> str:
        now = self._clock.now()
        choice = await self._handing.choice(uow, asked.lead_id, by, now)
        meant = asked.of(choice.receivers)
        if meant is None:
            return self._usage(asked.lead_id, choice.receivers, locale)
        to, reason = meant
        given = await self._handing.give(uow, choice, to, by, now, reason)
        owner = given.member.name
        return self._texts.render("card_handed", locale, lead_id=asked.lead_id, owner=owner)

    def _usage(self, lead_id: int, receivers: Sequence[Receiver], locale: str) -> str:
        names = [one.seat.member.name for one in receivers if one.hindered != THEIRS]
        return self._texts.render("give_usage", locale, lead_id=lead_id, colleagues_named=names)

    def _button(self, one: Receiver, lead_id: int, locale: str) -> Button:
        seat, back = one.seat, one.seat.away.last if one.seat.away else None
        how = ("_until" if back else "_away") if seat.away else "_full" if seat.full else ""
        label = self._texts.label(f"receiver{how}", locale).format(
            name=wording.clip(seat.member.name, 24),
            open=seat.open,
            capacity=seat.member.capacity,
            day=wording.day(back, self._texts.spoken(locale), UTC) if back else "",
        )
        return Button(label, LeadButton(lead=lead_id, act="give", arg=str(seat.member.id)).pack())


def _declined(name: str, word: str) -> bool:
    """Whether the word is the first name but for its last letter."""
    first, word = name.partition(" ")[0].casefold(), word.casefold()
    stem = max(len(first), len(word)) - 1
    return stem >= SHORTEST_STEM and first[:stem] == word[:stem]
