"""/birthday: a person's own, or one that a salesperson was told. Parses, keeps, answers.

When whom is congratulated is `leads.repeat.birthdays`.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.by_number import read_numbered
from bot.chat.filters import CommandWord, FromStaff
from bot.chat.messages import Keyboard
from bot.chat.own import Asker, OwnUnitOfWork, Works, answer, own_button, own_turn
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from dialogs.reading import Unreadable, read_date
from leads.birthday import Birthday, born_on
from leads.clock import Clock
from leads.consent import Purpose, allowed
from leads.contact import Contact
from leads.intake import meet
from leads.policy import Policy
from leads.repeat.congratulating import KeepingUnitOfWork, keep_birthday
from leads.selling import Seller

FORGET = "-"
_SOME_DAYS = (date(2028, 1, 1), date(2032, 6, 1))
"""Of leap years: a birthday is the same read on either, «tomorrow» is not."""


def read_birthday(text: str) -> Birthday | None:
    """`29.02`, `5 марта 1985`, `March 5`; None for anything else. The year is not kept."""
    read = [read_date(text, today) for today in _SOME_DAYS]
    found = {None if isinstance(one, Unreadable) else born_on(one.value) for one in read}
    return found.pop() if len(found) == 1 else None


class StaffUnitOfWork(AnsweringUnitOfWork, KeepingUnitOfWork, Protocol):
    """What a salesperson's word on a birthday reads and writes."""


class BirthdayDesk:
    """Keeps birthdays and says so."""

    def __init__(self, works: Works, texts: Texts, clock: Clock, policy: Policy) -> None:
        self._works = works
        self._texts = texts
        self._clock = clock
        self._policy = policy

    async def own(self, asker: Asker, told: str) -> None:
        """What a person tells of their own: a day, `FORGET`, or "" to see what is kept."""

        async def act(uow: OwnUnitOfWork) -> None:
            now = self._clock.now()
            contact = await meet(
                uow, asker.telegram_id, asker.name, asker.username, asker.locale, now
            )
            birthday = read_birthday(told) if told and told != FORGET else None
            unread = birthday is None and told not in ("", FORGET)
            if told and not unread:
                contact = await keep_birthday(uow, contact, birthday, self._policy, now)
            ledger = await uow.consents.of(contact.id)
            reminders = allowed(Purpose.REMINDER, ledger, now)
            text = self._texts.render(
                "birthday_mine",
                contact.language,
                birthday=self._words(contact.birthday, contact.language),
                unread=unread,
                reminders=reminders,
            )
            await uow.outbox.add(answer(asker, text, self._buttons(contact)))

        await own_turn(self._works, asker, act)

    async def of_client(self, uow: StaffUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """What staff tell of the person whose lead it is; whoever leads it, and managers."""
        lead_id, told = read_numbered(args) or (0, "")
        birthday = read_birthday(told)
        if birthday is None and told != FORGET:
            return self._texts.render("birthday_usage", locale)
        lead = await uow.leads.get(lead_id)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None or contact.erased_at is not None:
            return self._texts.render("lead_not_found", locale, asked=str(lead_id))
        if not by.manager and lead.owner_id not in (by.id, None):
            return self._texts.label("not_your_lead", locale)
        await keep_birthday(uow, contact, birthday, self._policy, self._clock.now(), by=by.id)
        told_day = self._words(birthday, locale)
        return self._texts.render("birthday_set", locale, lead_id=lead.id, birthday=told_day)

    def _words(self, birthday: Birthday | None, locale: str) -> str:
        return self._texts.birthday(birthday, locale) if birthday else ""

    def _buttons(self, contact: Contact) -> Keyboard:
        locale = contact.language
        settings = (own_button(self._texts.label("settings", locale), "settings"),)
        if contact.birthday is None:
            return (settings,)
        forget = self._texts.label("birthday_forget", locale)
        return ((own_button(forget, "birthday", FORGET),), settings)


def birthdays_router(
    desk: BirthdayDesk,
    answering: Answering[StaffUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """The command of staff; everybody else's is `bot.chat.personal`."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(FromStaff(access), CommandWord("birthday"))
    async def told(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: StaffUnitOfWork, by: Seller, locale: str) -> str:
            return await desk.of_client(uow, command.args or "", by, locale)

        await staff.answer(message, update_id, act)

    return router
