"""/privacy, /mydata and /delete: what is kept about a person, taken back, handed out, erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.messages import Keyboard, Outgoing
from bot.chat.own import Asker, OwnUnitOfWork, Works, answer, own_button, own_turn, shown_to
from bot.chat.own_file import MY_DATA
from bot.chat.own_sections import purpose_words
from bot.chat.texts import Texts
from dialogs.personal_data import rests_on_consent, without_personal
from dialogs.shelf import MissingScenario, Shelf
from leads.clock import Clock
from leads.consent import REPLY_BASIS, ConsentEntry, Purpose, last_word
from leads.contact import Contact
from leads.data_facts import DataGiven
from leads.erasure import Kept, erase
from leads.offers import Offers
from leads.outbox import OutboxMessage, Topic, lane_to
from leads.partners.offering import Offering
from leads.retention import Retention


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for the data, as /privacy says it; what is empty is left out.

    `contact` is where to write about data, `place` where they are stored, `policy` a link.
    """

    name: str
    contact: str = ""
    place: str = ""
    policy: str = ""


class DataDesk:
    """A person's own data; works without anybody of the staff."""

    def __init__(
        self,
        works: Works,
        offers: Offers,
        offering: Offering,
        shelf: Shelf,
        texts: Texts,
        clock: Clock,
        operator: Operator,
        retention: Retention,
    ) -> None:
        self._works = works
        self._offers = offers
        self._offering = offering
        self._shelf = shelf
        self._texts = texts
        self._clock = clock
        self._operator = operator
        self._retention = retention

    async def privacy(self, asker: Asker) -> None:
        """What is kept, why, for how long, where; with the consents that can be taken back."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(asker.telegram_id)
            await uow.outbox.add(await self._privacy(uow, asker, contact))

        await own_turn(self._works, asker, act)

    async def withdraw(self, asker: Asker, topic: str, partner: str) -> None:
        """Take one consent back. What was given under it goes, and a conversation on it stops."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(asker.telegram_id)
            given = await self._given(uow, contact) if contact else []
            said = next(
                (one for one in given if (one.purpose, one.partner) == (topic, partner)), None
            )
            if contact is None or said is None:
                await uow.outbox.add(await self._privacy(uow, asker, contact))
                return
            contact, stopped = await self._take_back(uow, asker, contact, said)
            what = self._about(said, contact.language)
            text = self._texts.render(
                "withdrawn",
                contact.language,
                what=what,
                contacts=said.purpose is Purpose.PERSONAL_DATA,
                partner=said.purpose is Purpose.PARTNER,
                stopped=stopped,
            )
            await uow.outbox.add(answer(asker, text))

        await own_turn(self._works, asker, act)

    async def hand_out(self, asker: Asker) -> None:
        """Everything about the person, as a file; history keeps that it was handed out."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(asker.telegram_id)
            if contact is None:
                await self._nothing_kept(uow, asker)
                return
            await uow.events.add(DataGiven(at=self._clock.now(), contact_id=contact.id))
            text = self._texts.render("my_data", contact.language)
            await uow.outbox.add(answer(asker, text, anew=True))
            await uow.outbox.add(
                OutboxMessage(
                    topic=Topic.CHAT,
                    key=f"u{asker.update_id}:file",
                    lane=lane_to(asker.telegram_id),
                    payload={"kind": MY_DATA, "v": 1, "contact_id": contact.id},
                )
            )

        await own_turn(self._works, asker, act)

    async def explain_erasure(self, asker: Asker) -> None:
        """What goes and what stays; the person confirms once."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(asker.telegram_id)
            if contact is None:
                await self._nothing_kept(uow, asker)
                return
            kept = (await uow.erasure.belongings(contact.id)).kept
            locale = contact.language
            text = self._texts.render("erase_confirm", locale, kept=self._kept(kept, locale))
            keyboard: Keyboard = (
                (own_button(self._texts.label("erase_yes", locale), "erase"),),
                (own_button(self._texts.label("erase_no", locale), "keep"),),
            )
            await uow.outbox.add(answer(asker, text, keyboard, anew=True))

        await own_turn(self._works, asker, act)

    async def keep(self, asker: Asker) -> None:
        """The person thought better of it."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(asker.telegram_id)
            text = self._texts.render("erase_declined", shown_to(asker, contact))
            await uow.outbox.add(answer(asker, text))

        await own_turn(self._works, asker, act)

    async def erase(self, asker: Asker) -> None:
        """Forget the person. The last word goes in a row that forgets whom it went to."""

        async def act(uow: OwnUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(asker.telegram_id)
            if contact is None:
                await self._nothing_kept(uow, asker)
                return
            now, locale = self._clock.now(), contact.language
            kept = await erase(uow, contact, now, update_id=asker.update_id)
            text = self._texts.render("erased", locale, kept=self._kept(kept, locale))
            await uow.outbox.add(_farewell(asker, text))

        await own_turn(self._works, asker, act)

    async def _privacy(
        self, uow: OwnUnitOfWork, asker: Asker, contact: Contact | None
    ) -> OutboxMessage:
        locale = shown_to(asker, contact)
        given = await self._given(uow, contact) if contact else []
        text = self._texts.render(
            "privacy",
            locale,
            company=self._operator.name,
            contact=self._operator.contact,
            place=self._operator.place,
            policy=self._operator.policy,
            conversations=self._retention.conversations.days,
            contacts=self._retention.contacts.days,
            consents=[{"what": self._about(entry, locale), "at": entry.at} for entry in given],
        )
        take_back = self._texts.label("take_back", locale)
        rows = [
            (
                own_button(
                    f"{take_back}: {self._about(entry, locale)}",
                    "withdraw",
                    entry.purpose.value,
                    entry.partner,
                ),
            )
            for entry in given
        ]
        if contact is not None:
            rows.append((own_button(self._texts.label("my_data", locale), "mydata"),))
            rows.append((own_button(self._texts.label("erase", locale), "delete"),))
        return answer(asker, text, tuple(rows))

    async def _given(self, uow: OwnUnitOfWork, contact: Contact) -> Sequence[ConsentEntry]:
        """The consents in force, in the order in which they were given."""
        ledger, now = await uow.consents.of(contact.id), self._clock.now()
        about = dict.fromkeys((entry.purpose, entry.partner) for entry in ledger)
        last = [last_word(purpose, ledger, now, partner=partner) for purpose, partner in about]
        return [entry for entry in last if entry is not None and entry.granted]

    async def _take_back(
        self, uow: OwnUnitOfWork, asker: Asker, contact: Contact, said: ConsentEntry
    ) -> tuple[Contact, bool]:
        now, stopped = self._clock.now(), False
        if said.purpose is Purpose.PERSONAL_DATA:
            contact = replace(contact, phone=None, email=None, birthday=None)
            await uow.contacts.save(contact)
            stopped = await self._empty_sessions(uow, contact)
            await uow.erasure.hush(contact)
        entry = replace(
            said,
            granted=False,
            at=now,
            language=contact.language,
            message_id=asker.tapped,
            button=self._texts.label("take_back", contact.language),
        )
        leads = await uow.leads.open_of(contact.id)
        await self._offers.withdraw(uow, contact, leads, entry)
        if entry.partner:
            await self._offering.withdraw(uow, contact, entry.partner, now)
        return contact, stopped

    async def _empty_sessions(self, uow: OwnUnitOfWork, contact: Contact) -> bool:
        """Whether a conversation that rests on the consent was stopped."""
        active = await uow.sessions.active(contact.id)
        stopped = False
        for stored in await uow.sessions.all_of(contact.id):
            try:
                scenario = await self._shelf.pinned(stored.session.digest, uow.scenarios)
            except MissingScenario:
                scenario = None
            rests = scenario is None or rests_on_consent(scenario, stored.session)
            if not rests:
                continue
            stopped |= active is not None and active.id == stored.id
            cleaned = without_personal(scenario, stored.session)
            await uow.sessions.save(stored, cleaned, lead_id=None)
        return stopped

    def _about(self, entry: ConsentEntry, locale: str) -> str:
        name = self._offering.name_of(entry.partner)
        return purpose_words(entry, self._texts, locale, name)

    def _kept(self, kept: Sequence[Kept], locale: str) -> list[str]:
        return [self._texts.render(f"kept_{one.value}", locale) for one in kept]

    async def _nothing_kept(self, uow: OwnUnitOfWork, asker: Asker) -> None:
        """The answer to somebody unknown, who stays it: nothing of the question is kept."""
        uow.erasure.forget_update(asker.update_id)
        await uow.outbox.add(_farewell(asker, self._texts.render("nothing_kept", asker.locale)))


def _farewell(asker: Asker, text: str) -> OutboxMessage:
    """A row whose lane and key do not name the person."""
    message = Outgoing(asker.telegram_id, text, Purpose.REPLY.value, str(REPLY_BASIS))
    return OutboxMessage(
        topic=Topic.CHAT,
        key=f"u{asker.update_id}:farewell",
        lane=f"farewell:{asker.update_id}",
        payload={"kind": "farewell", "v": 1, "message": message.to_payload()},
    )
