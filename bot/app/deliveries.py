"""Part of the composition root: what brings outbox rows of each topic to their chats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.app.meetings import MeetingParts
from bot.chat.access import Access
from bot.chat.alerted import AlertedManagers
from bot.chat.book import Book
from bot.chat.delivery import Delivery
from bot.chat.erased import Erased
from bot.chat.exclusivity.delivery import ManagersDelivery
from bot.chat.linking.delivery import LINK_CODE, code_delivery
from bot.chat.mailings.delivery import TakingAway
from bot.chat.own_file import MY_DATA, OwnFile
from bot.chat.partners.delivery import PartnerDelivery
from bot.chat.sender import Sender
from bot.chat.staff_delivery import StaffDelivery
from bot.chat.staff_room import StaffRoom
from bot.chat.talk_delivery import TalkDelivery
from bot.chat.texts import Texts
from bot.chat.to_managers import ToManagers
from bot.chat.waiting.heads import HeadsCalled
from leads.clock import Clock
from leads.mailings.sending import TAKE_AWAY
from leads.meetings.caused import CLASH, INVITE
from leads.outbox import Claimed, Topic
from leads.partners.caused import CARD, ERASED, NOTE
from leads.partners.partner import Register
from leads.surveys.planning import DETRACTOR, LOOP_OPEN
from leads.touch import UNTAKEN_HEADS
from scheduler.one_by_one import OneByOne
from scheduler.relay import Deliver, Outcome
from storage.database import Database


def files_of(
    own: OwnFile, met: MeetingParts, reports: Callable[[Sender], Mapping[str, Deliver]]
) -> Callable[[Sender], Mapping[str, Deliver]]:
    """What brings rows that carry a file or a report through a sender, by their kind."""
    return lambda sender: {
        MY_DATA: own.by(sender),
        INVITE: met.invites(sender).invite,
        **reports(sender),
    }


def deliveries(
    database: Database,
    sender: Sender,
    texts: Texts,
    access: Access,
    register: Register,
    book: Book,
    files: Callable[[Sender], Mapping[str, Deliver]],
    clock: Clock,
    locale: str,
    turns: OneByOne,
) -> Mapping[str, Deliver]:
    """What brings rows of each topic to their chats; `files` brings those that carry a
    file or a report."""
    erased = Erased(database, sender, texts, staff_locale=locale)
    room = StaffRoom(database, sender, access, clock)
    talk = TalkDelivery(database, sender)
    partners = PartnerDelivery(database, sender, texts, book, register, clock, locale)
    others: dict[str, Deliver] = {
        "farewell": erased.farewell,
        "copy": talk.copy,
        CARD: partners.card,
        NOTE: partners.note,
        ERASED: partners.erasure,
        **files(sender),
        TAKE_AWAY: TakingAway(database, sender),
        LINK_CODE: code_delivery(sender, texts),
    }
    person = Delivery(database, sender, texts, book, others, turns)
    staff = StaffDelivery(database, sender, room, texts, access, book, erased, clock, locale=locale)
    each = ToManagers(database, sender, access, book, clock)
    conflicts = ManagersDelivery(database, sender, each, texts, book, clock, locale=locale)
    alerted = AlertedManagers(each, texts, book, locale=locale)
    heads = HeadsCalled(each, texts, book, clock, locale=locale)
    of_kind = {
        DETRACTOR: alerted.deliver,
        LOOP_OPEN: alerted.deliver,
        CLASH: alerted.deliver,
        UNTAKEN_HEADS: heads.deliver,
    }

    async def managers(row: Claimed) -> Outcome:
        return await of_kind.get(str(row.payload["kind"]), conflicts.deliver)(row)

    return {
        Topic.CHAT.value: person.chat,
        Topic.SALES.value: staff.deliver,
        Topic.MANAGERS.value: managers,
    }
