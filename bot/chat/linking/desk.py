"""What /link answers: a link with its code as a file, or how to ask for one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Protocol, TypeVar

from bot.chat.answering import AnsweringUnitOfWork
from bot.chat.book import Book
from bot.chat.linking.asked import NotMade, wanted
from bot.chat.linking.delivery import code_row
from bot.chat.links import Links, Opening
from bot.chat.texts import Texts
from dialogs.heard import Person
from leads.clock import Clock
from leads.linking.making import PARTNERS, LinkingUnitOfWork, MadeLink, link_of, make_link
from leads.linking.returning import ReturningUnitOfWork, come_back
from leads.partners.partner import Partner, Register

T = TypeVar("T")
CHANNELS = ("site", "ads", "email", "event", "referral")
"""Channels that have names of their own."""


class LinkUnitOfWork(AnsweringUnitOfWork, LinkingUnitOfWork, Protocol):
    """What the command reads and writes."""


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self, work: Callable[[ReturningUnitOfWork], Awaitable[T]], *, chat_ids: tuple[int, ...] = ()
    ) -> T: ...


class LinkDesk:
    """Answers to the command as texts, and who follows the link of somebody of the base."""

    def __init__(
        self,
        works: Works,
        links: Links,
        opening: Opening,
        register: Register,
        book: Book,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._works = works
        self._links = links
        self._opening = opening
        self._register = register
        self._book = book
        self._texts = texts
        self._clock = clock

    async def make(
        self, uow: LinkUnitOfWork, asked: str, chat_id: int, by: int, locale: str
    ) -> str:
        """The link that is asked for; its code follows as a file."""
        link = await self._made(uow, asked, by, locale)
        if isinstance(link, NotMade):
            return self._texts.render(
                "link_usage",
                locale,
                amiss=link.amiss.value if asked else "",
                word=link.word,
                channels=[self._texts.label(f"channel_{one}", locale) for one in CHANNELS],
                product_ids=sorted(self._book.products(locale)),
                partner_ids=[one.id for one in self._register.partners],
            )
        address = await self._opening.to(link.campaign.code)
        await uow.outbox.add(code_row(chat_id, link.campaign.code, address, locale))
        return self._told(link, address, locale)

    def partner(self, person: int) -> Partner | None:
        """Whose person that is."""
        return self._register.of_person(person)

    async def of_partner(self, uow: LinkUnitOfWork, partner: Partner, chat_id: int) -> str:
        """The link by which the partner brings people, and what it has brought."""
        link = await link_of(uow, partner.id, partner.name, self._clock.now(), None)
        code, locale = link.campaign.code, partner.language
        address = await self._opening.to(code)
        await uow.outbox.add(code_row(chat_id, code, address, locale))
        brought = await uow.campaigns.brought_by(code)
        return self._texts.render("partner_link", locale, place=address, brought=brought)

    async def follow(self, parameter: str, person: Person) -> bool:
        """Bind the person to the one of the base whose link it is; False for one of another's."""
        person_id = self._links.number_of(parameter)
        if person_id is None:
            return False

        async def work(uow: ReturningUnitOfWork) -> bool:
            return await come_back(uow, person_id, person.stranger, self._clock.now()) is not None

        return await self._works.run(work, chat_ids=(person.telegram_id,))

    async def _made(
        self, uow: LinkUnitOfWork, asked: str, by: int, locale: str
    ) -> MadeLink | NotMade:
        channel, _, rest = asked.partition(" ")
        partner = self._register.get(rest.strip())
        if partner is not None and self._words.get(channel.casefold()) == PARTNERS:
            return await link_of(uow, partner.id, partner.name, self._clock.now(), by)
        found = wanted(asked, self._words, self._book.products(locale))
        if isinstance(found, NotMade):
            return found
        return await make_link(uow, MadeLink(found, self._clock.now(), by))

    def _told(self, link: MadeLink, address: str, locale: str) -> str:
        campaign = link.campaign
        return self._texts.render(
            "link_made",
            locale,
            title=campaign.name,
            channel=self._texts.label(f"channel_{campaign.channel}", locale, campaign.channel),
            product=self._book.product(campaign.product, locale) if campaign.product else "",
            temperature=campaign.temperature.value,
            place=address,
        )

    @cached_property
    def _words(self) -> Mapping[str, str]:
        """Channels by every word for them."""
        found = {one: one for one in (*CHANNELS, PARTNERS)}
        for locale in self._texts.locales:
            for one in (*CHANNELS, PARTNERS):
                found[self._texts.label(f"channel_{one}", locale).casefold()] = one
                for word in self._texts.label(f"channel_words_{one}", locale, "").split():
                    found[word.casefold()] = one
        return found
