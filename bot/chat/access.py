"""Who is who: roles by numeric Telegram id, from the settings; never by name or by chat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; a manager may do what sales may, a partner sees their own alone."""

    PROSPECT = "prospect"
    SALES = "sales"
    MANAGER = "manager"
    PARTNER = "partner"


STAFF = frozenset({Role.SALES, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Access:
    """The role table. `sales_chat_id` is the group of the cards, 0 for none; `names` are what
    members of staff are called, as far as they have been heard."""

    sales_ids: Collection[int]
    manager_ids: Collection[int]
    sales_chat_id: int = 0
    partner_ids: Collection[int] = ()
    names: dict[int, str] = field(default_factory=dict)

    def role(self, telegram_id: int) -> Role:
        """The role of that person."""
        if telegram_id in self.manager_ids:
            return Role.MANAGER
        if telegram_id in self.sales_ids:
            return Role.SALES
        return Role.PARTNER if telegram_id in self.partner_ids else Role.PROSPECT

    def is_staff(self, telegram_id: int) -> bool:
        """Sales or manager."""
        return self.role(telegram_id) in STAFF

    def heard(self, telegram_id: int, name: str) -> None:
        """Somebody acts under that name."""
        if self.is_staff(telegram_id):
            self.names[telegram_id] = name

    def may_speak(self, telegram_id: int, chat_id: int) -> bool:
        """Staff commands work in private or in the sales chat, nowhere else."""
        return self.is_staff(telegram_id) and chat_id in (telegram_id, self.sales_chat_id)

    def card_chats(self) -> tuple[int, ...]:
        """Where lead cards go."""
        return (self.sales_chat_id,) if self.sales_chat_id else tuple(self.sales_ids)
