"""Outbox rows of the topic `sales` → where staff read: cards, calls for attention, copies.

Whatever becomes of the group, the row arrives: in another topic, in the group itself, or in
private at whoever leads the deal. What was posted where is kept, for edits and for replies.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from bot.chat.access import Access
from bot.chat.alerts import ALERTS, alert_keyboard, alert_values
from bot.chat.book import Book, BookUnitOfWork
from bot.chat.cards import Shown, brief_pairs, render_card, told_reason
from bot.chat.erased import Erased
from bot.chat.messages import Outgoing
from bot.chat.sender import Copied, Later, Never, Sender, Sent
from bot.chat.staff_room import Place, RoomUnitOfWork, StaffRoom, Wanted
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.handing.caused import HANDED
from leads.handoff import COPIED, Post, person_key, thread_key
from leads.lead import Lead
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome, Parked

T = TypeVar("T")
CARD: Mapping[str, Any] = {"kind": "lead_card"}
TOPIC_GONE = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")
GROUP_GONE = (
    "chat not found",
    "group became",
    "not enough rights to send",
    "have no rights to send",
    "CHAT_WRITE_FORBIDDEN",
    "was deactivated",
    "was kicked",
    "not a member",
)


class Posts(Protocol):
    """What we posted where staff read."""

    async def get(self, key: str) -> Post | None: ...
    async def beginning(self, prefix: str) -> Sequence[Post]: ...
    async def save(self, post: Post) -> None: ...


class StaffDeliveryUnitOfWork(BookUnitOfWork, RoomUnitOfWork, Protocol):
    """What delivering to staff reads and writes."""

    @property
    def posts(self) -> Posts: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[StaffDeliveryUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class _Found:
    """What a row needs to know: its lead, where its card and the post above it stand."""

    shown: Shown
    lead: Lead
    wanted: Wanted
    card: Post | None
    under: Post | None


class StaffDelivery:
    """Delivers one row of the topic `sales`; every outcome is a value."""

    def __init__(
        self,
        works: Works,
        sender: Sender,
        room: StaffRoom,
        texts: Texts,
        access: Access,
        book: Book,
        erased: Erased,
        clock: Clock,
        *,
        locale: str,
    ) -> None:
        self._works = works
        self._sender = sender
        self._room = room
        self._texts = texts
        self._access = access
        self._book = book
        self._erased = erased
        self._clock = clock
        self._locale = locale

    async def deliver(self, row: Claimed) -> Outcome:
        """Bring the row to its topic, else to the group, else to somebody in private."""
        chats = self._access.card_chats()
        if not chats:
            return Parked("nobody receives cards: set SALES_CHAT_ID or SALES_IDS")
        match row.payload["kind"]:
            case "card_erased":
                return await self._erased.cards(row)
            case "topic_erased":
                return await self._erased.topic(row)
            case "erasure_notice":
                return await self._erased.notice(row, chats[0])
            case "calls_over":
                return await self._take_buttons(row)
            case _:
                return await self._say(row)

    async def _say(self, row: Claimed) -> Outcome:
        found = await self._works.run(lambda uow: self._find(uow, row))
        if found is None:
            return Delivered()  # the lead is gone, there is nothing to say
        if row.payload["kind"] == "company_named":
            renamed = await self._room.rename(found.wanted)
            return Deferred(renamed.reason) if isinstance(renamed, Later) else Delivered()
        if row.payload["kind"] == "lead_card" and found.card is not None:
            edited = await self._edit_card(found, found.card)
            if not isinstance(edited, Never):
                return await self._settled(edited, row, found, found.card.chat_id)
        place = await self._room.place(found.wanted)
        for _ in range(2):
            if isinstance(place, Later):
                return Deferred(place.reason, place.seconds)
            sent = await self._bring(row, found, place)
            if not (isinstance(sent, Never) and _told(sent, TOPIC_GONE)):
                return await self._arrived(row, found, place, sent)
            await self._room.forget(found.wanted)
            place = await self._room.place(found.wanted)
        return Deferred("the topic is gone")

    async def _take_buttons(self, row: Claimed) -> Outcome:
        """Nobody is called any more: the calls lose their buttons."""

        lead_id = int(row.payload["lead_id"])

        async def work(uow: StaffDeliveryUnitOfWork) -> list[Post]:
            return [
                post
                for begins in row.payload["calls"]
                for post in await uow.posts.beginning(begins)
                if post.lead_id == lead_id and not post.key.endswith(COPIED)
            ]

        for post in await self._works.run(work):
            done = await self._sender.take_buttons(post.chat_id, post.message_id)
            if isinstance(done, Later):
                return Deferred(done.reason, done.seconds)
        return Delivered()

    async def _arrived(
        self, row: Claimed, found: _Found, place: Place, sent: Sent | Later | Never
    ) -> Outcome:
        """Settle what was tried at the group, or at the lead's owner where there is none; when they
        can't be reached, try others in private."""
        if not isinstance(sent, Never) or not (sent.blocked or _told(sent, GROUP_GONE)):
            return await self._settled(sent, row, found, place.chat_id)
        why = "group_gone" if place.chat_id < 0 else "owner_gone"
        for private in self._room.private_places(found.lead.owner_id):
            if private == place:
                continue
            told = await self._bring(row, found, private, instead=why)
            if not isinstance(told, Never):
                return await self._settled(told, row, found, private.chat_id)
        return Parked(f"{sent.reason}; and nobody of SALES_IDS can be written to")

    async def _find(self, uow: StaffDeliveryUnitOfWork, row: Claimed) -> _Found | None:
        found = await self._book.look_up(uow, int(row.payload["lead_id"]), self._clock.now())
        if found is None:
            return None
        shown, lead, _ = found
        contact, company = shown.card.contact, shown.card.company
        name = shown.card.title or self._texts.label("nameless", self._locale)
        under = row.payload.get("under")
        return _Found(
            shown,
            lead,
            Wanted(
                thread_key(contact, company), name, contact.id, person_key(contact), lead.owner_id
            ),
            card=await uow.posts.get(str(row.payload.get("card") or under)),
            under=await uow.posts.get(str(under)) if under else None,
        )

    async def _edit_card(self, found: _Found, card: Post) -> Sent | Later | Never:
        message = self._message(found, Place(card.chat_id), render_card, CARD)
        return await self._sender.deliver(message, edits=card.message_id)

    async def _bring(
        self, row: Claimed, found: _Found, place: Place, *, instead: str = ""
    ) -> Sent | Later | Never:
        """The row at that place; `instead` is the label that says why it comes there."""
        kind = str(row.payload["kind"])
        if kind == "copy":
            source = Copied(int(row.payload["from_chat"]), int(row.payload["message_id"]))
            under = _at(found.under or found.card, place)
            if place.thread is not None:
                await self._room.heard(found.wanted)
            return await self._sender.copy(place.chat_id, source, thread=place.thread, under=under)
        known = place.thread is not None and place.heard_last == found.wanted.contact_id
        if known and row.payload.get("talking"):
            return Sent(None)  # in the topic everybody sees who goes on writing
        render = render_card if _is_card(row, found, place.chat_id) else self._alert(row)
        message = self._message(found, place, render, row.payload)
        if instead:
            note = self._texts.label(instead, self._locale)
            message = replace(message, text=f"<i>{note}</i>\n\n{message.text}")
        return await self._sender.deliver(message, edits=None)

    def _alert(self, row: Claimed) -> Callable[[Shown, Texts, str], str]:
        def render(shown: Shown, texts: Texts, locale: str) -> str:
            product = self._book.product(shown.card.product or "", locale)
            reason = told_reason(shown, texts, locale)
            brief = brief_pairs(shown, texts, locale)
            values = alert_values(row.payload, shown.card, product, reason, brief)
            return texts.render(ALERTS[str(row.payload["kind"])], locale, **values)

        return render

    def _message(
        self,
        found: _Found,
        place: Place,
        render: Callable[[Shown, Texts, str], str],
        payload: Mapping[str, Any],
    ) -> Outgoing:
        return Outgoing(
            chat_id=place.chat_id,
            text=render(found.shown, self._texts, self._locale),
            purpose=Purpose.SERVICE.value,
            basis=str(STAFF_BASIS),
            keyboard=alert_keyboard(payload, found.shown, self._texts, self._locale),
            thread=place.thread,
            under=_at(found.card, place),
        )

    async def _settled(
        self, sent: Sent | Later | Never, row: Claimed, found: _Found, chat_id: int
    ) -> Outcome:
        match sent:
            case Later(reason, seconds):
                return Deferred(reason, seconds)
            case Never(reason):
                return Parked(reason)
            case Sent(None):
                return Delivered()
            case Sent(message_id):
                key = str(row.payload["card"]) if _is_card(row, found, chat_id) else row.key
                contact_id = found.wanted.contact_id
                post = Post(key, chat_id, int(message_id or 0), contact_id, found.lead.id)
                if post != found.card:
                    await self._works.run(lambda uow: self._keep(uow, post, found.card))
                return Delivered(message_id)

    async def _keep(self, uow: StaffDeliveryUnitOfWork, post: Post, card: Post | None) -> None:
        """Keep where something was posted. A card in another chat is no longer brought up to date;
        it is known still, for what has to be emptied in it one day."""
        if card is not None and card.key == post.key and card.chat_id != post.chat_id:
            await uow.posts.save(replace(card, key=f"{card.key}:{card.chat_id}"))
        await uow.posts.save(post)


def _is_card(row: Claimed, found: _Found, chat_id: int) -> bool:
    """Whether the row brings the card there: whoever was handed a lead gets it, unless they read
    where it stands."""
    kind, elsewhere = row.payload["kind"], found.card is None or found.card.chat_id != chat_id
    return kind == "lead_card" or (kind == HANDED and elsewhere)


def _told(never: Never, words: tuple[str, ...]) -> bool:
    return any(word.lower() in never.reason.lower() for word in words)


def _at(post: Post | None, place: Place) -> int | None:
    """The message to reply to, where it stands in the same chat. In a topic nothing needs it."""
    if post is None or post.chat_id != place.chat_id or place.thread is not None:
        return None
    return post.message_id
