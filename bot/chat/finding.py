"""/find: leads, people and companies by a number, a name, a phone, an e-mail, a site or an INN; and
the buttons under what was found, which show the lead or the company."""

from __future__ import annotations

import re
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answer, Answering, saying
from bot.chat.book import Book
from bot.chat.callbacks import FoundButton, packed
from bot.chat.company_desk import CompanyUnitOfWork
from bot.chat.filters import CommandWord, Payload
from bot.chat.messages import Button, Keyboard, in_rows
from bot.chat.people import locale_of, may_command, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from dialogs.reading.contacts import read_email, read_phone
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.sites import read_domain
from leads.finding import Found, Wanted, name_words
from leads.selling import Seller

LEAD, COMPANY = "l", "c"
INN_LENGTHS = (10, 12)
PHONE_FROM = 10
"""Digits that a phone has at least."""
LONGEST_NUMBER = 18
_NUMBER = re.compile(r"[#№]?\s*(\d+)")
_DIGITS = re.compile(r"\D")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 30


class LookedUp(Protocol):
    """/lead, which reads and keeps that somebody looked in a transaction of its own."""

    async def lead(self, asked: str, locale: str, *, by: int | None) -> str: ...


class LookedAt(Protocol):
    """/company."""

    async def act(
        self, uow: CompanyUnitOfWork, command: str, args: str, by: Seller, locale: str
    ) -> str: ...


class Finder(Protocol):
    """What is stored, beside the writer."""

    async def find(self, wanted: Wanted) -> Found: ...


class FindDesk:
    """Answers to /find."""

    def __init__(self, finder: Finder, book: Book, texts: Texts) -> None:
        self._finder = finder
        self._book = book
        self._texts = texts

    async def find(self, typed: str, locale: str) -> Answer:
        """What fits, each with a button; how to ask where nothing was made out."""
        wanted = wanted_by(typed)
        if wanted.is_nothing:
            return Answer(self._texts.render("find_usage", locale))
        found = await self._finder.find(wanted)
        leads = [
            {
                "id": one.id,
                "title": one.title,
                "product": self._book.product(one.product, locale) if one.product else "",
                "stage": one.stage,
                "open": one.open,
            }
            for one in found.leads
        ]
        text = self._texts.fitting(
            "find",
            locale,
            asked=typed,
            found=leads,
            found_companies=found.companies,
            found_people=found.people,
            more=found.more,
        )
        return Answer(text, _buttons(found))


def wanted_by(typed: str) -> Wanted:
    """What the text looks for; nothing where it holds neither a number nor a word."""
    text = typed.strip()
    if "@" in text:
        email = _read(read_email(text))
        return Wanted(email=email.casefold()) if email else Wanted()
    digits = _DIGITS.sub("", text)
    if digits and not _LETTER.search(text.lower().replace("инн", "").replace("inn", "")):
        return _by_digits(text, digits)
    if "." in text and not any(one.isspace() for one in text):
        domain = _read(read_domain(text))
        if domain:
            return Wanted(domain=domain, words=())
    return Wanted(words=tuple(word for word in name_words(text) if len(word) > 1))


def _by_digits(text: str, digits: str) -> Wanted:
    named = _NUMBER.fullmatch(text)
    number = int(digits) if named and len(digits) <= LONGEST_NUMBER else None
    inn = digits if len(digits) in INN_LENGTHS and "+" not in text else None
    phone = _read(read_phone(text)) if len(digits) >= PHONE_FROM else None
    return Wanted(number=number, inn=inn, phone=phone)


def _read(found: Reading[str] | Unreadable) -> str | None:
    return found.value if isinstance(found, Reading) else None


def _buttons(found: Found) -> Keyboard:
    leads = [Button(f"№ {one.id}", packed(FoundButton, LEAD, one.id)) for one in found.leads]
    companies = [
        Button(one.title[:_LONGEST] or f"№ {one.id}", packed(FoundButton, COMPANY, one.id))
        for one in found.companies
    ]
    return (*in_rows(leads, 4), *in_rows(companies))


def find_router(
    desk: FindDesk,
    leads: LookedUp,
    companies: LookedAt,
    answering: Answering[CompanyUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """The command of staff, in private and in the sales chat, and its buttons."""
    router = Router()

    @router.message(CommandWord("find"))
    async def find(message: Message, command: CommandObject, update_id: int) -> None:
        locale = locale_of(message.from_user, default_locale)
        if may_command(message, access):
            answer = await desk.find(command.args or "", locale)
        else:
            answer = Answer(texts.render("access_denied", locale))
        thread = topic_of(message)
        await answering.answer(update_id, message.chat.id, saying(answer), thread=thread)

    @router.callback_query(Payload(FoundButton))
    async def look(query: CallbackQuery, button: FoundButton, update_id: int) -> None:
        user, message = query.from_user, query.message
        locale, number = locale_of(user, default_locale), str(button.number)
        if message is None or not access.may_speak(user.id, message.chat.id):
            await acknowledge(query, texts.toast("not_for_you", locale))
            return
        of_company = button.kind == COMPANY
        lead = "" if of_company else await leads.lead(number, locale, by=user.id)

        async def act(uow: CompanyUnitOfWork) -> str:
            if not of_company:
                return lead
            return await companies.act(uow, "company", number, seller_of(user, access), locale)

        await acknowledge(query)
        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    return router
