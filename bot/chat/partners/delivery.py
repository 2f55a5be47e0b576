"""Outbox rows for a partner's people: the card of a referral, words about one, the wish to erase.

A card is made of what is stored when it is delivered, and shows a person only while their consent
names this partner; contacts only once the partner took the lead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from bot.chat.book import Book, BookUnitOfWork
from bot.chat.cards import Shown, card_values
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.outcomes import outcome_of
from bot.chat.partners.buttons import card_keyboard
from bot.chat.sender import Never, Sender, Sent
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import STAFF_BASIS, ConsentEntry, Purpose, allowed
from leads.handoff import Post
from leads.outbox import Claimed, OutboxMessage
from leads.partners.caused import post_key
from leads.partners.partner import Partner, Register
from leads.partners.referral import IN_WORK, Referral
from scheduler.relay import Delivered, Outcome

T = TypeVar("T")


class Referrals(Protocol):
    """Referrals."""

    async def get(self, referral_id: int) -> Referral | None: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Posts(Protocol):
    """Where cards stand."""

    async def get(self, key: str) -> Post | None: ...
    async def beginning(self, prefix: str) -> Sequence[Post]: ...
    async def save(self, post: Post) -> None: ...


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class PartnerDeliveryUnitOfWork(BookUnitOfWork, Protocol):
    """What delivering to partners reads and writes."""

    @property
    def referrals(self) -> Referrals: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def outbox(self) -> Outbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[PartnerDeliveryUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class _Card:
    referral: Referral
    partner: Partner
    shown: Shown
    may: bool
    post: Post | None


class PartnerDelivery:
    """Delivers one row; every outcome is a value."""

    def __init__(
        self,
        works: Works,
        sender: Sender,
        texts: Texts,
        book: Book,
        register: Register,
        clock: Clock,
        locale: str,
    ) -> None:
        self._works = works
        self._sender = sender
        self._texts = texts
        self._book = book
        self._register = register
        self._clock = clock
        self._locale = locale

    async def card(self, row: Claimed) -> Outcome:
        """The card, in place of the one there; nothing for whoever left the register."""
        chat_id, referral_id = int(row.payload["chat_id"]), int(row.payload["referral_id"])
        found = await self._works.run(lambda uow: self._find(uow, referral_id, chat_id))
        if found is None:
            return Delivered()
        locale = found.partner.language
        keyboard = card_keyboard(found.referral, self._texts, locale) if found.may else ()
        message = _to_partner(chat_id, self._text(found, locale), keyboard)
        edits = found.post.message_id if found.post and not row.payload.get("anew") else None
        sent = await self._sender.deliver(message, edits=edits)
        if isinstance(sent, Never) and edits is not None and not sent.blocked:
            sent = await self._sender.deliver(message, edits=None)
        if isinstance(sent, Sent) and sent.message_id is not None:
            await self._keep(found, chat_id, sent.message_id)
        return outcome_of(sent)

    async def note(self, row: Claimed) -> Outcome:
        """A reminder, or another word about a referral; it names nobody."""
        chat_id, referral_id = int(row.payload["chat_id"]), int(row.payload["referral_id"])

        async def work(uow: PartnerDeliveryUnitOfWork) -> Referral | None:
            return await uow.referrals.get(referral_id)

        referral = await self._works.run(work)
        partner = self._register.get(str(row.payload["partner"]))
        if referral is None:
            return Delivered()
        text = self._texts.render(
            f"partner_{row.payload['note']}",
            partner.language if partner else self._locale,
            number=referral_id,
            at=referral.accept_by,
        )
        return outcome_of(await self._sender.deliver(_to_partner(chat_id, text), edits=None))

    async def erasure(self, row: Claimed) -> Outcome:
        """Whoever got the card is asked to erase what they keep; those who are in the register no
        more, too, and their cards are emptied here."""
        referral_id, partner_id = int(row.payload["referral_id"]), str(row.payload["partner"])
        partner = self._register.get(partner_id)
        locale = partner.language if partner else self._locale
        text = self._texts.render("partner_erase", locale, number=referral_id)

        async def work(uow: PartnerDeliveryUnitOfWork) -> None:
            people = set(partner.people if partner else ())
            for post in await uow.posts.beginning(post_key(referral_id)):
                if post.chat_id not in people:
                    emptied = replace(_to_partner(post.chat_id, text), edits=post.message_id)
                    await uow.outbox.add(emptied.row(f"{row.key}:{post.chat_id}:card"))
                people.add(post.chat_id)
            for chat_id in sorted(people):
                await uow.outbox.add(_to_partner(chat_id, text).row(f"{row.key}:{chat_id}"))

        await self._works.run(work)
        return Delivered()

    async def _find(
        self, uow: PartnerDeliveryUnitOfWork, referral_id: int, chat_id: int
    ) -> _Card | None:
        referral = await uow.referrals.get(referral_id)
        partner = self._register.of_person(chat_id)
        if referral is None or partner is None or partner.id != referral.partner:
            return None
        if not referral.passed_on:
            return None
        found = await self._book.look_up(uow, referral.lead_id, self._clock.now())
        if found is None:
            return None
        ledger = await uow.consents.of(referral.contact_id)
        now, alive = self._clock.now(), found[0].card.contact.erased_at is None
        may = alive and allowed(Purpose.PARTNER, ledger, now, partner=partner.id)
        post = await uow.posts.get(post_key(referral_id, chat_id))
        return _Card(referral, partner, found[0], may, post)

    def _text(self, found: _Card, locale: str) -> str:
        referral, values = found.referral, card_values(found.shown, self._texts, locale)
        contacts = found.may and referral.state in IN_WORK
        known = {
            "name": values["contact_name"],
            "telegram": values["username"],
            "phone": values["phone"],
            "email": values["email"],
        }
        passed = {
            name: value if contacts and name in referral.data else ""
            for name, value in known.items()
        }
        contact = found.shown.card.contact
        return self._texts.fitting(
            "partner_card",
            locale,
            number=referral.id,
            state=referral.state.value,
            at=referral.accept_by,
            why=referral.reason or "",
            amount=referral.amount,
            currency=referral.currency,
            product=values["product"] if found.may else "",
            answers=[*_listed(values["answers"]), *_listed(values["brief"])] if found.may else [],
            person_id=contact.telegram_id if contacts else 0,
            contact_name=passed["name"],
            username=passed["telegram"],
            phone=passed["phone"],
            email=passed["email"],
        )

    async def _keep(self, found: _Card, chat_id: int, message_id: int) -> None:
        referral = found.referral
        key = post_key(referral.id, chat_id)
        post = Post(key, chat_id, message_id, referral.contact_id, referral.lead_id)
        if post != found.post:
            await self._works.run(lambda uow: uow.posts.save(post))


def _listed(pairs: object) -> list[object]:
    return pairs if isinstance(pairs, list) else []


def _to_partner(chat_id: int, text: str, keyboard: Keyboard = ()) -> Outgoing:
    return Outgoing(chat_id, text, Purpose.SERVICE.value, str(STAFF_BASIS), keyboard=keyboard)
