"""The link of somebody of an existing base, asked for by their phone or address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

from bot.chat.links import Links, Opening
from dialogs.reading.contacts import LIKE_A_PHONE, read_email, read_phone
from dialogs.reading.result import Reading

if TYPE_CHECKING:
    from leads.importing.rows import Reached


class Imports(Protocol):
    """People of the base; see `storage.imports`."""

    async def people_with(
        self, phones: Collection[str], emails: Collection[str]
    ) -> Mapping[str, Reached]: ...


class KnownUnitOfWork(Protocol):
    """What looking somebody up reads."""

    @property
    def imports(self) -> Imports: ...


class KnownPeople:
    """Their links, one at a time."""

    def __init__(self, links: Links, opening: Opening) -> None:
        self._links = links
        self._opening = opening

    async def link_of(self, uow: KnownUnitOfWork, asked: str) -> str | None:
        """The link of whoever has that phone or address; None for nobody, or for other words."""
        phone = read_phone(asked) if LIKE_A_PHONE.fullmatch(asked) else None
        email = read_email(asked) if "@" in asked and " " not in asked else None
        phones = [phone.value] if isinstance(phone, Reading) else []
        emails = [email.value.casefold()] if isinstance(email, Reading) else []
        found = await uow.imports.people_with(phones, emails)
        one = next(iter(found.values()), None)
        if one is None or one.erased:
            return None
        return await self._opening.to(self._links.parameter(one.id))
