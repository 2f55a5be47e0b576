"""Who sells, and how the use cases of the desk can end. The use cases are `leads.desk`."""

from __future__ import annotations

from dataclasses import dataclass

from leads.lead import Lead

LARGEST_AMOUNT = 10**12


@dataclass(frozen=True, slots=True)
class Seller:
    """Who acts: Telegram id, the name that others see, and whether they manage the others."""

    id: int
    name: str
    manager: bool = False


@dataclass(frozen=True, slots=True)
class TakenNow:
    """The lead is theirs."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class AlreadyTaken:
    """Somebody, perhaps they themselves, was quicker. Nothing was changed."""

    lead: Lead
    owner_id: int


class NoSuchLead(LookupError):
    """There is no lead with that number."""


class NotYours(PermissionError):
    """Another salesperson works on this lead."""

    def __init__(self, owner_id: int) -> None:
        super().__init__(f"the lead belongs to {owner_id}")
        self.owner_id = owner_id


class BadAmount(ValueError):
    """A sum that can't be meant; `reason` is a code that the texts explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_amount(amount: int, discount: int) -> None:
    """Raise `BadAmount` for sums, in whole units, that no deal has."""
    if amount <= 0:
        raise BadAmount("not_positive")
    if discount < 0:
        raise BadAmount("negative_discount")
    if amount > LARGEST_AMOUNT or discount > LARGEST_AMOUNT:
        raise BadAmount("too_large")
