"""A partner's own bot: the menu, the lists, what they report. Only what is theirs, by the register.

Parses, calls `leads.partners.handing`, answers; the handlers are `bot.chat.partners.router`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.chat.callbacks import PartnerButton
from bot.chat.deals import whole_sum
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.partners.buttons import (
    LISTS,
    REACHED,
    REASONS,
    list_keyboard,
    menu_keyboard,
    partner_button,
    reasons_keyboard,
)
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import REPLY_BASIS, Purpose
from leads.partners import ports
from leads.partners.handing import Handing, NotTheirs
from leads.partners.partner import Partner, Register
from leads.partners.ports import PartnersUnitOfWork
from leads.partners.referral import Referral, ReferralMoveRefused
from leads.partners.referral import ReferralState as S
from leads.selling import BadAmount

T = TypeVar("T")
AT_ONCE = 20


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Referrals(ports.Referrals, Protocol):
    """Referrals; `awaited` is the one for which a person is asked for a sum."""

    async def of_partner(self, partner: str) -> Sequence[Referral]: ...
    async def awaited(self, person: int) -> Referral | None: ...


class CabinetUnitOfWork(PartnersUnitOfWork, Protocol):
    """What a partner's tap reads and writes."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def referrals(self) -> Referrals: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self, work: Callable[[CabinetUnitOfWork], Awaitable[T]], *, update_ids: tuple[int, ...] = ()
    ) -> T: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """A partner's person in an update; `tapped` is the message whose button was pressed."""

    update_id: int
    id: int
    locale: str
    tapped: int | None = None


Act = Callable[[CabinetUnitOfWork, Partner], Awaitable[str]]


class Cabinet:
    """What a partner's people see and do."""

    def __init__(
        self, works: Works, handing: Handing, register: Register, texts: Texts, clock: Clock
    ) -> None:
        self._works = works
        self._handing = handing
        self._register = register
        self._texts = texts
        self._clock = clock

    async def menu(self, who: Asker) -> None:
        """Who they are to us, and their leads by state."""

        async def act(uow: CabinetUnitOfWork, partner: Partner) -> str:
            return await self._menu(uow, who, partner)

        await self._turn(who, act)

    async def listed(self, who: Asker, name: str) -> None:
        """One of the lists."""

        async def act(uow: CabinetUnitOfWork, partner: Partner) -> str:
            return await self._list(uow, who, partner, name)

        await self._turn(who, act)

    async def help(self, who: Asker) -> None:
        """What can be done here."""

        async def act(uow: CabinetUnitOfWork, partner: Partner) -> str:
            return await self._say(uow, who, self._texts.render("help_partner", partner.language))

        await self._turn(who, act)

    async def words(self, who: Asker, text: str) -> None:
        """Typed words: the sum that was asked for, else the menu."""

        async def act(uow: CabinetUnitOfWork, partner: Partner) -> str:
            referral = await uow.referrals.awaited(who.id)
            if referral is None or referral.partner != partner.id:
                return await self._menu(uow, who, partner)
            return await self._sum(uow, who, partner, referral, text)

        await self._turn(who, act)

    async def tap(self, who: Asker, button: PartnerButton) -> str:
        """Do what the button says, once; the words of the toast."""

        async def act(uow: CabinetUnitOfWork, partner: Partner) -> str:
            return await self._act(uow, who, partner, button)

        try:
            return await self._turn(who, act)
        except NotTheirs:
            return self._texts.toast("partner_not_theirs", who.locale)
        except ReferralMoveRefused as refused:
            return self._texts.toast("partner_moved", who.locale, state=refused.state.value)

    async def _act(
        self, uow: CabinetUnitOfWork, who: Asker, partner: Partner, button: PartnerButton
    ) -> str:
        act, number, now = button.act, button.referral, self._clock.now()
        if act == "menu":
            return await self._menu(uow, who, partner)
        if act == "list":
            return await self._list(uow, who, partner, button.arg)
        if act in {"sell", "resell"}:
            return await self._ask_sum(uow, who, partner, number)
        referral = await self._handing.theirs(uow, number, who.id)
        if act in REASONS and button.arg not in REASONS[act]:
            text = self._texts.render("partner_reason", partner.language, number=number, act=act)
            keyboard = reasons_keyboard(act, number, self._texts, partner.language)
            return await self._say(uow, who, text, keyboard, anew=True)
        if act in REACHED:
            reason = button.arg if act in REASONS else None
            moved = await self._handing.report(
                uow, number, REACHED[act], who.id, now, reason=reason
            )
            return await self._noted(uow, who, partner, moved, instead=act in REASONS)
        if act == "keep":
            await self._handing.await_sum(uow, number, who.id, on=False)
            text = self._texts.render("partner_kept", partner.language, number=number)
            return await self._say(uow, who, text)
        await self._handing.show(uow, referral, who.id, now)
        return ""

    async def _ask_sum(
        self, uow: CabinetUnitOfWork, who: Asker, partner: Partner, number: int
    ) -> str:
        before = await uow.referrals.awaited(who.id)
        if before is not None and before.id != number:
            await self._handing.await_sum(uow, before.id, who.id, on=False)
        referral = await self._handing.await_sum(uow, number, who.id, on=True)
        return await self._say_sum(uow, who, partner, referral, "partner_sum", anew=True)

    async def _sum(
        self, uow: CabinetUnitOfWork, who: Asker, partner: Partner, referral: Referral, text: str
    ) -> str:
        amount = whole_sum(text, referral.currency)
        if amount is None:
            return await self._say_sum(uow, who, partner, referral, "partner_sum_again")
        try:
            sold = await self._handing.report(
                uow, referral.id, S.SOLD, who.id, self._clock.now(), amount=amount
            )
        except BadAmount:
            return await self._say_sum(uow, who, partner, referral, "partner_sum_again")
        return await self._noted(uow, who, partner, sold, instead=True)

    async def _say_sum(
        self,
        uow: CabinetUnitOfWork,
        who: Asker,
        partner: Partner,
        referral: Referral,
        name: str,
        *,
        anew: bool = False,
    ) -> str:
        locale = partner.language
        text = self._texts.render(name, locale, number=referral.id, currency=referral.currency)
        cancel = partner_button(self._texts.label("cancel", locale), "keep", referral.id)
        return await self._say(uow, who, text, ((cancel,),), anew=anew)

    async def _noted(
        self,
        uow: CabinetUnitOfWork,
        who: Asker,
        partner: Partner,
        referral: Referral,
        *,
        instead: bool,
    ) -> str:
        """What was noted: as a message `instead` of the one that asked, else as a toast alone."""
        values = {
            "number": referral.id,
            "state": referral.state.value,
            "amount": referral.amount,
            "currency": referral.currency,
        }
        if instead:
            text = self._texts.render("partner_noted", partner.language, **values)
            await self._say(uow, who, text)
        return self._texts.toast("partner_noted", partner.language, **values)

    async def _menu(self, uow: CabinetUnitOfWork, who: Asker, partner: Partner) -> str:
        found = await uow.referrals.of_partner(partner.id)
        counts = {name: sum(one.state in states for one in found) for name, states in LISTS.items()}
        text = self._texts.render("partner_menu", partner.language, partner=partner.name)
        return await self._say(uow, who, text, menu_keyboard(counts, self._texts, partner.language))

    async def _list(self, uow: CabinetUnitOfWork, who: Asker, partner: Partner, name: str) -> str:
        states = LISTS.get(name, LISTS["new"])
        found = [one for one in await uow.referrals.of_partner(partner.id) if one.state in states]
        text = self._texts.render(
            "partner_list",
            partner.language,
            which=name if name in LISTS else "new",
            total=len(found),
            listed=min(len(found), AT_ONCE),
        )
        keyboard = list_keyboard(found[:AT_ONCE], self._texts, partner.language)
        return await self._say(uow, who, text, keyboard)

    async def _turn(self, who: Asker, act: Act) -> str:
        partner = self._register.of_person(who.id)
        if partner is None:
            raise NotTheirs(who.id)

        async def work(uow: CabinetUnitOfWork) -> str:
            return await act(uow, partner) if await uow.inbox.claim(who.update_id) else ""

        return await self._works.run(work, update_ids=(who.update_id,))

    async def _say(
        self,
        uow: CabinetUnitOfWork,
        who: Asker,
        text: str,
        keyboard: Keyboard = (),
        *,
        anew: bool = False,
    ) -> str:
        """Say it in place of the tapped message, or `anew`. No toast."""
        message = Outgoing(
            who.id,
            text,
            Purpose.REPLY.value,
            str(REPLY_BASIS),
            keyboard=keyboard,
            edits=None if anew else who.tapped,
        )
        await uow.outbox.add(message.row(f"u{who.update_id}:partner"))
        return ""
