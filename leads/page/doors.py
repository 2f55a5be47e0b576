"""How somebody comes to the page and is let in, and how everything is shut again.

A link from the chat opens once. A browser that its owner never spoke for waits until they say in
the chat that it is theirs (decision record 0035); a Mini App needs no question: Telegram signs who
it is. Whether the person may see reports at all is decided at the door, with every request.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, Protocol

from leads.page.keys import (
    ASKED_LASTS,
    LASTS,
    KeyKind,
    KeyState,
    PageKey,
    digest_of,
    new_code,
    new_secret,
)


class Keys(Protocol):
    """Keys by what is kept of them."""

    async def get(self, key_id: int) -> PageKey | None: ...
    async def by_digest(self, kind: KeyKind, digest: str) -> PageKey | None: ...
    async def add(self, key: PageKey) -> PageKey: ...
    async def save(self, key: PageKey) -> None: ...
    async def drop(self, person: int) -> int: ...
    async def sweep(self, now: datetime) -> None: ...


class DoorsUnitOfWork(Protocol):
    """What the doors read and write."""

    @property
    def page_keys(self) -> Keys: ...


class Handed(NamedTuple):
    """A key with the secret that goes to its holder and is kept nowhere."""

    key: PageKey
    secret: str


async def invite(uow: DoorsUnitOfWork, person: int, locale: str, now: datetime) -> Handed:
    """A new link for the person. What has run out is swept away on this occasion."""
    await uow.page_keys.sweep(now)
    return await _hand(uow, KeyKind.LINK, person, locale, now)


async def come(
    uow: DoorsUnitOfWork, link: str, device: str, known_by: str, now: datetime
) -> Handed | None:
    """A browser opens a link: a visit, waiting unless the device is known; None for a link that
    opens nothing. `known_by` is the secret of the device, "" for none."""
    key = await uow.page_keys.by_digest(KeyKind.LINK, digest_of(link))
    if key is None or not key.good(now):
        return None
    await uow.page_keys.save(replace(key, state=KeyState.SPENT))
    if await is_known(uow, key.person, known_by, now):
        return await let_in(uow, key.person, key.locale, device, now)
    return await _hand(
        uow,
        KeyKind.VISIT,
        key.person,
        key.locale,
        now,
        state=KeyState.ASKED,
        until=now + ASKED_LASTS,
        device=device,
        code=new_code(),
    )


async def let_in(
    uow: DoorsUnitOfWork, person: int, locale: str, device: str, now: datetime
) -> Handed:
    """A visit of somebody who is known."""
    return await _hand(uow, KeyKind.VISIT, person, locale, now, device=device)


async def answered(
    uow: DoorsUnitOfWork, visit: int, person: int, yes: bool, now: datetime
) -> PageKey | None:
    """The owner says whether a waiting browser is theirs; None when nothing waits any more."""
    key = await uow.page_keys.get(visit)
    if key is None or key.kind is not KeyKind.VISIT or key.person != person or not key.waits(now):
        return None
    if yes:
        key = replace(key, state=KeyState.OPEN, until=now + LASTS[KeyKind.VISIT])
    else:
        key = replace(key, state=KeyState.REFUSED)
    await uow.page_keys.save(key)
    return key


async def remember(uow: DoorsUnitOfWork, visit: PageKey, now: datetime) -> Handed:
    """The device of a visit is known from now on."""
    return await _hand(uow, KeyKind.DEVICE, visit.person, visit.locale, now, device=visit.device)


async def is_known(uow: DoorsUnitOfWork, person: int, known_by: str, now: datetime) -> bool:
    """Whether the device with that secret is the person's."""
    if not known_by:
        return False
    key = await uow.page_keys.by_digest(KeyKind.DEVICE, digest_of(known_by))
    return key is not None and key.person == person and key.good(now)


async def shut(uow: DoorsUnitOfWork, person: int) -> int:
    """End every link, visit and device of the person; how many visits were open."""
    return await uow.page_keys.drop(person)


async def leave(uow: DoorsUnitOfWork, visit: PageKey) -> None:
    """End one visit."""
    await uow.page_keys.save(replace(visit, state=KeyState.SPENT))


async def _hand(
    uow: DoorsUnitOfWork,
    kind: KeyKind,
    person: int,
    locale: str,
    now: datetime,
    *,
    state: KeyState = KeyState.OPEN,
    until: datetime | None = None,
    device: str = "",
    code: str = "",
) -> Handed:
    secret = new_secret()
    key = PageKey(
        id=0,
        kind=kind,
        digest=digest_of(secret),
        person=person,
        locale=locale,
        state=state,
        until=until or now + LASTS[kind],
        device=device,
        code=code,
    )
    return Handed(await uow.page_keys.add(key), secret)
