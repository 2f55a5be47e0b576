"""`/amount 7 150000 скидка 10000`: what a deal is worth. Parses, calls the desk, answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.chat.by_number import REFUSED, read_numbered, why_nothing
from bot.chat.texts import Texts
from dialogs.reading import Unreadable, read_money
from leads.clock import Clock
from leads.desk import Desk
from leads.desk_ports import DeskUnitOfWork
from leads.selling import BadAmount, Seller

_DISCOUNT = re.compile(r"[,;\s]+(?:скидка|со скидкой|discount)[:\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Priced:
    """What was written: the lead's number and two sums as typed."""

    lead_id: int
    amount: str
    discount: str


def read_priced(args: str) -> Priced | None:
    """The arguments of /amount; None when they are not a number and a sum."""
    numbered = read_numbered(args)
    if numbered is None:
        return None
    lead_id, sums = numbered
    amount, *discount = _DISCOUNT.split(sums, maxsplit=1)
    return Priced(lead_id, amount, discount[0] if discount else "")


class DealDesk:
    """Sums of deals, as texts."""

    def __init__(self, desk: Desk, texts: Texts, clock: Clock) -> None:
        self._desk = desk
        self._texts = texts
        self._clock = clock

    async def price(self, uow: DeskUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """Note the amount and the discount of a lead; the answer says what was noted, or why
        nothing was."""
        priced = read_priced(args)
        if priced is None:
            return self._texts.render("amount_usage", locale)
        lead = await uow.leads.get(priced.lead_id)
        if lead is None:
            return self._texts.render("lead_not_found", locale, asked=str(priced.lead_id))
        amount = whole_sum(priced.amount, lead.currency)
        discount = whole_sum(priced.discount, lead.currency) if priced.discount else 0
        if amount is None or discount is None:
            return self._texts.render("amount_usage", locale)
        try:
            lead = await self._desk.set_amount(
                uow, lead.id, amount, by, self._clock.now(), discount=discount
            )
        except BadAmount as error:
            return self._texts.label(f"bad_amount_{error.reason}", locale)
        except REFUSED as refused:
            return why_nothing(refused, lead.id, self._texts, locale)
        return self._texts.render(
            "amount_set",
            locale,
            lead_id=lead.id,
            price=amount,
            discount=discount,
            currency=lead.currency,
        )


def whole_sum(typed: str, currency: str) -> int | None:
    """The sum as typed in whole units of the lead's currency; None for what is not plainly one."""
    reading = read_money(typed, currency)
    if isinstance(reading, Unreadable) or not reading.sure or reading.value.currency != currency:
        return None
    exact: Decimal = reading.value.amount
    return int(exact) if exact == exact.to_integral_value() else None
