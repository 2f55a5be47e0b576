"""/page: a link to the page of reports; /page off; and the owner's word on a browser that waits.

Who is let in and for how long is `leads.page.doors`, the page itself is `bot.web.page`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from bot.chat.answering import AnsweringUnitOfWork, Works
from bot.chat.callbacks import PageButton
from bot.chat.messages import Button, Keyboard, Opens, Outgoing
from bot.chat.person_taps import Tap
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import REPLY_BASIS, STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage
from leads.page import doors
from leads.page.keys import LASTS, KeyKind, KeyState, PageKey

SHUT = "off"


class PageUnitOfWork(AnsweringUnitOfWork, doors.DoorsUnitOfWork, Protocol):
    """What the command and the buttons read and write."""


class Address(Protocol):
    """Where the page is, as people's browsers reach it."""

    def of(self, path: str) -> str:
        """The address of one of its pages; "" while there is no page."""
        ...

    @property
    def in_app(self) -> bool:
        """Whether Telegram opens it as a Mini App: only over https."""
        ...


class Asks(NamedTuple):
    """Who asks for a link in which update."""

    update_id: int
    person: int
    locale: str


class PageDesk:
    """What the chat has to do with the page."""

    def __init__(
        self, works: Works[PageUnitOfWork], address: Address, texts: Texts, clock: Clock
    ) -> None:
        self._works = works
        self._address = address
        self._texts = texts
        self._clock = clock

    async def command(self, asks: Asks, words: str) -> None:
        """Answer with a new link, or shut everything."""

        async def work(uow: PageUnitOfWork) -> None:
            if not await uow.inbox.claim(asks.update_id):
                return
            text, keyboard = await self._answer(uow, asks, words)
            purpose, basis = Purpose.REPLY.value, str(REPLY_BASIS)
            message = Outgoing(asks.person, text, purpose, basis, keyboard=keyboard)
            await uow.outbox.add(message.row(f"u{asks.update_id}:page"))

        await self._works.run(work, update_ids=(asks.update_id,))

    async def _answer(self, uow: PageUnitOfWork, asks: Asks, words: str) -> tuple[str, Keyboard]:
        locale = asks.locale
        if words.strip().casefold() == SHUT:
            many = await doors.shut(uow, asks.person)
            return self._texts.render("page_shut", locale, visits=many), ()
        if words.strip():
            return self._texts.render("page_usage", locale), ()
        if not self._address.of(""):
            return self._texts.render("page_none", locale), ()
        handed = await doors.invite(uow, asks.person, locale, self._clock.now())
        minutes = int(LASTS[KeyKind.LINK].total_seconds() // 60)
        return (
            self._texts.render("page_link", locale, minutes=minutes, app=self._address.in_app),
            self._doors(handed.secret, locale),
        )

    def _doors(self, secret: str, locale: str) -> Keyboard:
        link = self._address.of(f"in/{secret}")
        browser = Button(self._texts.label("page_browser", locale), link, Opens.BROWSER)
        if not self._address.in_app:
            return ((browser,),)
        app = self._address.of("app")
        return ((Button(self._texts.label("page_app", locale), app, Opens.APP),), (browser,))

    async def tap(self, tap: Tap[PageButton], locale: str) -> str:
        """The owner says whether the browser is theirs; the words for the toast."""

        async def work(uow: PageUnitOfWork) -> str:
            if not await uow.inbox.claim(tap.update_id):
                return ""
            visit = await doors.answered(
                uow, tap.button.visit, tap.telegram_id, bool(tap.button.yes), self._clock.now()
            )
            text = self._texts.render(_said(visit), locale, device=visit.device if visit else "")
            if tap.message_id is not None:
                changed = tap.reply(text, edits=tap.message_id)
                await uow.outbox.add(changed.row(f"u{tap.update_id}:page"))
            return self._texts.short(text)

        return await self._works.run(work, update_ids=(tap.update_id,))


def _said(visit: PageKey | None) -> str:
    if visit is None:
        return "page_late"
    return "page_opened" if visit.state is KeyState.OPEN else "page_refused"


def question_row(visit: PageKey, texts: Texts) -> OutboxMessage:
    """Whether the browser that waits is theirs, to its owner; asked once."""
    buttons = tuple(
        Button(texts.label(word, visit.locale), PageButton(visit=visit.id, yes=yes).pack())
        for word, yes in (("page_yes", 1), ("page_no", 0))
    )
    text = texts.render("page_question", visit.locale, device=visit.device, code=visit.code)
    purpose, basis = Purpose.SERVICE.value, str(STAFF_BASIS)
    message = Outgoing(visit.person, text, purpose, basis, keyboard=(buttons,))
    return message.row(f"page:{visit.id}")
