"""/settings and /stop: language, quiet hours, and what a person may be written to about first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from bot.chat.documents import OF_PURPOSE, ConsentDocuments
from bot.chat.messages import Button, Keyboard
from bot.chat.own import (
    Asker,
    OwnUnitOfWork,
    Works,
    answer,
    marked,
    own_button,
    own_turn,
    shown_to,
)
from bot.chat.texts import Texts
from bot.chat.words import whose_clock
from dialogs.service import DialogService
from leads.clock import Clock
from leads.consent import STOPPED_BY_STOP, Purpose, allowed
from leads.contact import Contact
from leads.documents import ConsentText
from leads.intake import meet
from leads.offers import Offers
from leads.policy import Policy

TOPICS: Mapping[str, Purpose] = {purpose.value: purpose for purpose in OF_PURPOSE}
SERVICE = Purpose.SERVICE.value
COMPANY, NONE = "company", "none"
QUIET: Mapping[str, tuple[time, time]] = {
    "20-10": (time(20), time(10)),
    "22-8": (time(22), time(8)),
    NONE: (time(0), time(0)),
}
"""Quiet hours to choose from, by the argument of their button; equal bounds are none."""


class SettingsDesk:
    """A person's own settings. Whatever is switched on again was agreed to on its document."""

    def __init__(
        self,
        works: Works,
        offers: Offers,
        service: DialogService,
        texts: Texts,
        documents: ConsentDocuments,
        clock: Clock,
        policy: Policy,
        *,
        company: str,
    ) -> None:
        self._works = works
        self._offers = offers
        self._service = service
        self._texts = texts
        self._documents = documents
        self._clock = clock
        self._policy = policy
        self._company = company

    async def show(self, asker: Asker) -> None:
        """The settings as they are."""

        async def act(uow: OwnUnitOfWork) -> None:
            await self._show(uow, asker, await self._met(uow, asker))

        await own_turn(self._works, asker, act)

    async def speak(self, asker: Asker, locale: str) -> None:
        """Change the language; the question under way is asked again in it."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await self._met(uow, asker)
            if locale in self._texts.locales and locale != contact.language:
                contact = replace(contact, language=locale)
                await uow.contacts.save(contact)
                await self._show(uow, asker, contact)
                text = self._texts.render("language_changed", locale)
                await uow.outbox.add(answer(asker, text, anew=True, part="language"))
                await self._service.show_again(uow, contact, asker.update_id)

        await own_turn(self._works, asker, act)

    async def keep_quiet(self, asker: Asker, choice: str) -> None:
        """Choose quiet hours, one of `QUIET` or the company's."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await self._met(uow, asker)
            start, end = QUIET.get(choice, (None, None))
            if (start, end) != (contact.quiet_start, contact.quiet_end):
                contact = replace(contact, quiet_start=start, quiet_end=end)
                await uow.contacts.save(contact)
                await self._show(uow, asker, contact)

        await own_turn(self._works, asker, act)

    async def toggle(self, asker: Asker, topic: str) -> None:
        """Refuse a topic at once; to allow one, its document is shown first."""

        async def act(uow: OwnUnitOfWork) -> None:
            purpose = TOPICS.get(topic)
            contact = await self._met(uow, asker)
            now = self._clock.now()
            if purpose is None:
                await self._show(uow, asker, contact)
                return
            if allowed(purpose, await uow.consents.of(contact.id), now):
                leads = await uow.leads.open_of(contact.id)
                await self._offers.stop(uow, contact, leads, now, (purpose,))
                await self._show(uow, asker, contact)
                return
            text = self._document(purpose, contact.language)
            await uow.outbox.add(answer(asker, text.text, self._choice(purpose, contact.language)))

        await own_turn(self._works, asker, act)

    async def agree(self, asker: Asker, topic: str) -> None:
        """Agree to the document on the screen."""

        async def act(uow: OwnUnitOfWork) -> None:
            purpose = TOPICS.get(topic)
            contact = await self._met(uow, asker)
            now = self._clock.now()
            if purpose and not allowed(purpose, await uow.consents.of(contact.id), now):
                text = self._document(purpose, contact.language)
                await uow.documents.keep(text)
                label = self._texts.label("consent_yes", contact.language)
                entry = text.agreed(contact.id, purpose, now, message_id=asker.tapped, button=label)
                await self._offers.agree(uow, contact, None, entry, now)
            await self._show(uow, asker, contact)

        await own_turn(self._works, asker, act)

    async def stop(self, asker: Asker, topic: str = "") -> None:
        """Withdraw what /stop withdraws, and `service` messages too where that is the topic."""

        async def act(uow: OwnUnitOfWork) -> None:
            now = self._clock.now()
            contact = await self._met(uow, asker)
            purposes = (*STOPPED_BY_STOP, *((Purpose.SERVICE,) if topic == SERVICE else ()))
            leads = await uow.leads.open_of(contact.id)
            await self._offers.stop(uow, contact, leads, now, purposes)
            service = allowed(Purpose.SERVICE, await uow.consents.of(contact.id), now)
            locale = shown_to(asker, contact)
            text = self._texts.render("stop_confirmed", locale, service=service)
            await uow.outbox.add(answer(asker, text, self._after_stop(locale, service=service)))

        await own_turn(self._works, asker, act)

    async def _met(self, uow: OwnUnitOfWork, asker: Asker) -> Contact:
        return await meet(
            uow, asker.telegram_id, asker.name, asker.username, asker.locale, self._clock.now()
        )

    async def _show(self, uow: OwnUnitOfWork, asker: Asker, contact: Contact) -> None:
        ledger = await uow.consents.of(contact.id)
        now = self._clock.now()
        on = {purpose for purpose in OF_PURPOSE if allowed(purpose, ledger, now)}
        text = self._texts.render(
            "settings",
            contact.language,
            quiet=self._hours(contact),
            zoned=whose_clock(self._texts, contact, self._policy.zone, now),
        )
        await uow.outbox.add(answer(asker, text, self._keyboard(contact, on)))

    def _keyboard(self, contact: Contact, on: set[Purpose]) -> Keyboard:
        locale = contact.language
        spoken = self._texts.spoken(locale)

        def choice(label: str, act: str, arg: str, *, on: bool) -> Button:
            return own_button(marked(label, on=on), act, arg)

        languages = tuple(
            choice(self._texts.label(f"language_{code}", locale), "lang", code, on=code == spoken)
            for code in self._texts.locales
        )
        chosen = _choice_of(contact)
        usual = self._texts.label("quiet_company", locale).format(hours=_span(self._policy))
        quiet = [(choice(usual, "quiet", COMPANY, on=chosen == COMPANY),)]
        quiet += [
            (choice(self._quiet_label(code, locale), "quiet", code, on=chosen == code),)
            for code in QUIET
        ]
        topics = [
            (
                choice(
                    self._texts.label(f"about_{purpose.value}", locale),
                    "about",
                    purpose.value,
                    on=purpose in on,
                ),
            )
            for purpose in OF_PURPOSE
        ]
        birthday = own_button(self._texts.label("birthday_tell", locale), "birthday")
        return (languages, *quiet, *topics, (birthday,))

    def _hours(self, contact: Contact) -> str:
        return "" if _choice_of(contact) == NONE else _span(self._policy.towards(contact))

    def _quiet_label(self, code: str, locale: str) -> str:
        if code == NONE:
            return self._texts.label("quiet_none", locale)
        return _hours_text(*QUIET[code])

    def _document(self, purpose: Purpose, locale: str) -> ConsentText:
        return self._documents.text(OF_PURPOSE[purpose], locale, company=self._company)

    def _choice(self, purpose: Purpose, locale: str) -> Keyboard:
        return (
            (own_button(self._texts.label("consent_yes", locale), "agree", purpose.value),),
            (own_button(self._texts.label("consent_no", locale), "settings"),),
        )

    def _after_stop(self, locale: str, *, service: bool) -> Keyboard:
        more = (own_button(self._texts.label("stop_service", locale), "stop", SERVICE),)
        settings = (own_button(self._texts.label("settings", locale), "settings"),)
        return (more, settings) if service else (settings,)


def _choice_of(contact: Contact) -> str:
    hours = (contact.quiet_start, contact.quiet_end)
    return next((code for code, span in QUIET.items() if span == hours), COMPANY)


def _span(policy: Policy) -> str:
    return _hours_text(policy.quiet_start, policy.quiet_end)


def _hours_text(start: time, end: time) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"
