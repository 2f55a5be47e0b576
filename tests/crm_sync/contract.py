"""What every adapter must prove. A test file per adapter subclasses `CrmAdapterContract`.

Tests of what an adapter can't do are replaced by the proof that it says so.
"""

import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest

from bot.app.crm.bringing import reader_of
from bot.app.settings import Settings
from crm_sync.capabilities import Capability
from crm_sync.cards import (
    Bundle,
    CrmFile,
    CrmMeeting,
    CrmNote,
    CrmRef,
    CrmSnapshot,
    CrmTask,
    Entity,
)
from crm_sync.contract import CrmAdapter
from crm_sync.errors import (
    CrmAmbiguous,
    CrmAuthError,
    CrmConfigError,
    CrmError,
    CrmForged,
    CrmNotFound,
    CrmNotYet,
    CrmRateLimited,
    CrmRejected,
    CrmUnavailable,
    CrmUnsupported,
)
from crm_sync.events import Change
from crm_sync.importing.columns import Columns
from crm_sync.importing.pages import BaseCard
from crm_sync.importing.pulling import COLUMNS, lines_of
from crm_sync.likeness import EMAIL, INN, PHONE, Likeness
from crm_sync.mapping.plan import FieldRule, Plan
from crm_sync.mapping.values import Subject
from crm_sync.publishing.batches import Batches
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party
from crm_sync.publishing.pushing import Pusher
from crm_sync.schema import CrmField, FieldType
from leads.company import Company
from leads.contact import Contact
from leads.crm_back.meeting import MeetingState
from leads.importing.rows import BaseRow, Kind
from leads.lead import Lead
from tests.crm_sync.rig import LONG_TEXT, START, Mishap, Rig, whole_base
from tests.fakes.crm import MemoryLinks

SETTINGS = Settings()
METHODS = {
    Capability.LOOKUP: "find",
    Capability.RECOGNISE: "recognise",
    Capability.READ: "read",
    Capability.NOTES: "add_note",
    Capability.TASKS: "add_task",
    Capability.MEETING_MOVES: "change_meeting",
    Capability.FILES: "add_file",
    Capability.SCHEMA: "schema",
    Capability.MAKE_FIELDS: "make_field",
    Capability.CHANGES: "changes",
    Capability.WEBHOOKS: "events",
    Capability.ERASE: "erase",
    Capability.BASE: "base",
}
"""What an adapter overrides for each capability."""

UPSETS: dict[Mishap, type[CrmError]] = {
    Mishap.BUSY: CrmUnavailable,
    Mishap.LIMITED: CrmRateLimited,
    Mishap.BAD_TOKEN: CrmAuthError,
    Mishap.HTML_403: CrmAuthError,
    Mishap.BAD_VALUE: CrmRejected,
}


class CrmAdapterContract:
    """Subclass it with the adapter's class and a rig for each test."""

    kind: ClassVar[type[CrmAdapter]]

    def make_rig(self) -> Rig:
        raise NotImplementedError

    @pytest.fixture
    async def rig(self) -> AsyncIterator[Rig]:
        rig = self.make_rig()
        await rig.start()
        yield rig
        await rig.close()

    @pytest.fixture
    def crm(self, rig: Rig) -> CrmAdapter:
        return rig.adapter()

    def needs(self, *capabilities: Capability) -> None:
        lacking = [one for one in capabilities if one not in self.kind.capabilities]
        if lacking:
            pytest.skip(f"{self.kind.title} has no {lacking[0].name}")

    def present(self, bundle: Bundle) -> Bundle:
        """The bundle without what this CRM doesn't keep."""
        able = self.kind.capabilities
        return replace(
            bundle,
            company=bundle.company if Capability.COMPANIES in able else None,
            contact=bundle.contact if Capability.CONTACTS in able else None,
        )

    # ------------------------------------------------------------------ what it says of itself

    def test_every_capability_has_its_method_and_no_other(self) -> None:
        for capability, method in METHODS.items():
            own = getattr(self.kind, method) is not getattr(CrmAdapter, method)
            assert own == (capability in self.kind.capabilities), f"{capability.name} and {method}"
        told = Capability.MEETINGS_BACK | Capability.READ
        own = self.kind.meeting is not CrmAdapter.meeting
        assert own == (told in self.kind.capabilities), "MEETINGS_BACK with READ, and meeting"
        assert (self.kind.most_at_once > 1) == (Capability.BATCH in self.kind.capabilities)
        if Capability.MEETINGS in self.kind.capabilities:
            assert Capability.TASKS in self.kind.capabilities
        if Capability.MEETING_MOVES in self.kind.capabilities:
            assert Capability.MEETINGS in self.kind.capabilities

    async def test_what_it_cannot_do_it_refuses(self, crm: CrmAdapter) -> None:
        ref = CrmRef(Entity.LEAD, "1")
        asked: dict[Capability, Callable[[], Awaitable[object]]] = {
            Capability.LOOKUP: lambda: crm.find(Entity.LEAD, "prequal-lead-1"),
            Capability.RECOGNISE: lambda: crm.recognise([Likeness(Entity.CONTACT, {})]),
            Capability.READ: lambda: crm.read(ref),
            Capability.NOTES: lambda: crm.add_note(ref, NOTE),
            Capability.TASKS: lambda: crm.add_task(ref, TASK),
            Capability.MEETING_MOVES: lambda: crm.change_meeting(ref, ref, MEETING, "first"),
            Capability.FILES: lambda: crm.add_file(ref, FILE),
            Capability.SCHEMA: crm.schema,
            Capability.MAKE_FIELDS: lambda: crm.make_field(FIELD),
            Capability.CHANGES: lambda: crm.changes(None),
            Capability.ERASE: lambda: crm.erase(ref),
            Capability.BASE: lambda: crm.base(Kind.DEALS, None, {}),
        }
        for capability, ask in asked.items():
            if capability not in self.kind.capabilities:
                with pytest.raises(CrmUnsupported):
                    await ask()

    async def test_the_account_is_checked(self, rig: Rig, crm: CrmAdapter) -> None:
        await crm.check()
        rig.upset(Mishap.BAD_TOKEN)
        with pytest.raises(CrmAuthError):
            await crm.check()

    # ---------------------------------------------------------------------------- writing cards

    async def test_a_lead_arrives_with_its_person_and_company(
        self, rig: Rig, crm: CrmAdapter
    ) -> None:
        bundle = self.present(rig.sample())
        made = await crm.upsert(bundle)
        assert set(made) == {card.entity for card in bundle.cards}
        for card in bundle.cards:
            held = rig.fields(made[card.entity])
            assert {name: held.get(name) for name in card.fields} == card.fields
            assert rig.count(card.entity) == 1
        others = {ref.id for entity, ref in made.items() if entity is not Entity.LEAD}
        assert rig.tied(made[Entity.LEAD]) == others

    async def test_a_lead_costs_few_calls(self, rig: Rig, crm: CrmAdapter) -> None:
        await crm.upsert(self.present(rig.sample(1)))
        before = rig.calls()
        for number in (2, 3, 4, 5):
            await crm.upsert(self.present(rig.sample(number)))
        assert (rig.calls() - before) / 4 <= 1.5 * rig.minimum_calls

    async def test_a_lead_alone_is_enough(self, rig: Rig, crm: CrmAdapter) -> None:
        made = await crm.upsert(Bundle(lead=rig.sample().lead, delivery="alone"))
        assert set(made) == {Entity.LEAD}
        assert rig.tied(made[Entity.LEAD]) == frozenset()

    async def test_a_known_card_is_changed(self, rig: Rig, crm: CrmAdapter) -> None:
        made = await crm.upsert(self.present(rig.sample()))
        title, amount = rig.names[Entity.LEAD]["title"], rig.names[Entity.LEAD]["amount"]
        before = rig.fields(made[Entity.LEAD])
        changed = replace(
            rig.card(Entity.LEAD, 1, title="Другое имя"), ref=made[Entity.LEAD], owner=None
        )
        again = await crm.upsert(Bundle(lead=changed, delivery="second"))
        assert again[Entity.LEAD].id == made[Entity.LEAD].id
        assert rig.count(Entity.LEAD) == 1
        held = rig.fields(made[Entity.LEAD])
        assert held[title] == "Другое имя"
        assert held[amount] == before[amount], "what is not named stays"

    async def test_a_field_is_emptied(self, rig: Rig, crm: CrmAdapter) -> None:
        made = await crm.upsert(self.present(rig.sample()))
        text = rig.names[Entity.LEAD]["text"]
        emptied = replace(rig.card(Entity.LEAD, 1, text=None), ref=made[Entity.LEAD])
        await crm.upsert(Bundle(lead=emptied, delivery="second"))
        assert not rig.fields(made[Entity.LEAD]).get(text)

    async def test_a_second_lead_of_a_known_person_is_tied_to_them(
        self, rig: Rig, crm: CrmAdapter
    ) -> None:
        self.needs(Capability.CONTACTS)
        first = self.present(rig.sample(1))
        made = await crm.upsert(first)
        assert first.contact is not None
        known = replace(first.contact, fields={}, ref=made[Entity.CONTACT])
        second = Bundle(lead=rig.sample(2).lead, contact=known, delivery="second")
        again = await crm.upsert(second)
        assert rig.count(Entity.CONTACT) == 1
        person = {Entity.CONTACT, Entity.COMPANY} if rig.company_by_person else {Entity.CONTACT}
        assert rig.tied(again[Entity.LEAD]) == {made[entity].id for entity in person}

    async def test_what_says_nothing_costs_nothing(self, rig: Rig, crm: CrmAdapter) -> None:
        bundle = self.present(rig.sample())
        made = await crm.upsert(bundle)
        before = rig.calls()
        again = await crm.upsert(emptied(bundle.known(made)))
        assert rig.calls() == before
        assert {entity: ref.id for entity, ref in again.items()} == {
            entity: ref.id for entity, ref in made.items()
        }

    async def test_a_card_that_is_gone_is_not_made_anew(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.READ)
        made = await crm.upsert(self.present(rig.sample()))
        rig.remove(made[Entity.LEAD])
        changed = replace(rig.card(Entity.LEAD, 1, title="x"), ref=made[Entity.LEAD])
        with pytest.raises(CrmNotFound):
            await crm.upsert(Bundle(lead=changed, delivery="second"))
        assert rig.count(Entity.LEAD) == 0
        assert await crm.read(made[Entity.LEAD]) is None

    @pytest.mark.parametrize("gone", [Entity.CONTACT, Entity.COMPANY])
    async def test_a_new_lead_of_somebody_who_was_deleted_arrives(
        self, rig: Rig, crm: CrmAdapter, gone: Entity
    ) -> None:
        """However the CRM refuses to tie it to what is gone; that is made anew."""
        self.needs(Capability.READ, Capability.CONTACTS, Capability.COMPANIES)
        pusher = Pusher(MemoryLinks(), rig.clock)
        names = {Entity.LEAD: "title", Entity.CONTACT: "name", Entity.COMPANY: "name"}
        fields = {one: (FieldRule(rig.names[one][of], of),) for one, of in names.items()}
        transport = rig.services(self.kind).transport
        account = Connection("main", crm, Plan("m.yaml", fields), transport, Batches(crm))

        def subject(number: int) -> Subject:
            person, company = Contact(3, 1003, "Анна"), Company(5, "ООО «Ромашка»")
            return Subject(Lead(number, 3, 5), person, company, {"title": f"Лид {number}"})

        await pusher.push(account, subject(1), "first")
        party = Party(gone, 3 if gone is Entity.CONTACT else 5)
        deleted = await pusher._links.get("main", party)
        assert deleted.ref is not None
        rig.remove(deleted.ref)
        try:
            lead = await pusher.push(account, subject(2), "second")
        except CrmNotYet:
            lead = await pusher.push(account, subject(2), "second")
            assert rig.count(gone) == 1
            anew = await pusher._links.get("main", party)
            assert anew.ref is not None
            assert anew.ref.id in rig.tied(lead)
        assert rig.fields(lead)[rig.names[Entity.LEAD]["title"]] == "Лид 2"

    async def test_several_leads_go_in_one_call(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.BATCH)
        await crm.upsert(self.present(rig.sample(99)))
        before = rig.calls()
        bundles = [self.present(rig.sample(number)) for number in range(1, 6)]
        made = await crm.upsert_many(bundles)
        assert rig.count(Entity.LEAD) == 6
        assert rig.calls() - before <= 2 * rig.minimum_calls
        for bundle, outcome in zip(bundles, made, strict=True):
            assert not isinstance(outcome, CrmError)
            title = rig.names[Entity.LEAD]["title"]
            assert rig.fields(outcome[Entity.LEAD])[title] == bundle.lead.fields[title]

    async def test_leads_of_a_company_that_is_there_go_together(
        self, rig: Rig, crm: CrmAdapter
    ) -> None:
        self.needs(Capability.BATCH, Capability.COMPANIES, Capability.CONTACTS)
        there = (await crm.upsert(rig.sample(99)))[Entity.COMPANY]
        company = replace(rig.card(Entity.COMPANY, 99), ref=there)
        bundles = [replace(rig.sample(number), company=company) for number in range(1, 6)]
        assert all(crm.goes_together(one) for one in bundles)
        before = rig.calls()
        made = await crm.upsert_many(bundles)
        assert rig.calls() - before <= 2 * rig.minimum_calls
        assert (rig.count(Entity.COMPANY), rig.count(Entity.CONTACT)) == (1, 6)
        for outcome in made:
            assert not isinstance(outcome, CrmError)
            assert outcome[Entity.COMPANY].id == there.id
            ids = {outcome[Entity.CONTACT].id, there.id}
            assert rig.tied(outcome[Entity.LEAD]) == ids

    # ------------------------------------------------------------------------------- and failing

    async def test_a_lost_answer_leaves_one_card(self, rig: Rig, crm: CrmAdapter) -> None:
        bundle = self.present(rig.sample())
        rig.upset(Mishap.LOST)
        if Capability.LOOKUP not in self.kind.capabilities:
            with pytest.raises(CrmUnavailable):  # it may be told again: the receiver knows it
                await crm.upsert(bundle)
            await rig.adapter().upsert(bundle)
            assert rig.count(Entity.LEAD) == 1
            return
        with pytest.raises(CrmAmbiguous) as caught:
            await crm.upsert(bundle)
        other = rig.adapter()  # whoever tries again may be another worker
        await rig.clock.sleep(self.kind.limits.lookup_lag)
        known = dict(caught.value.made)
        for card in bundle.cards:
            if card.entity not in known:
                found = await other.find(card.entity, card.key)
                if found is not None:
                    known[card.entity] = found
        assert known, "at least what had been done is found"
        made = await other.upsert(bundle.known(known))
        for card in bundle.cards:
            assert rig.count(card.entity) == 1
            assert await other.find(card.entity, card.key) is not None
        others = {ref.id for entity, ref in made.items() if entity is not Entity.LEAD}
        assert rig.tied(made[Entity.LEAD]) == others

    async def test_what_was_never_done_is_not_found(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.LOOKUP)
        rig.upset(Mishap.DROPPED)
        bundle = Bundle(lead=rig.sample().lead, delivery="first")
        with pytest.raises((CrmAmbiguous, CrmUnavailable)):
            await crm.upsert(bundle)
        assert await crm.find(Entity.LEAD, bundle.lead.key) is None
        await crm.upsert(bundle)
        assert rig.count(Entity.LEAD) == 1

    async def test_a_key_is_never_taken_for_another(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.LOOKUP)
        for number in (1, 11, 111):
            await crm.upsert(self.present(rig.sample(number)))
        await rig.clock.sleep(self.kind.limits.lookup_lag)
        assert await crm.find(Entity.LEAD, "prequal-lead-1111") is None
        eleventh = await crm.find(Entity.LEAD, "prequal-lead-11")
        first = await crm.find(Entity.LEAD, "prequal-lead-1")
        assert first
        assert eleventh
        assert first.id != eleventh.id

    @pytest.mark.parametrize("mishap", UPSETS, ids=lambda mishap: mishap.name)
    async def test_a_failure_says_what_to_do(
        self, rig: Rig, crm: CrmAdapter, mishap: Mishap
    ) -> None:
        rig.upset(mishap)
        with pytest.raises(UPSETS[mishap]) as caught:
            await crm.upsert(Bundle(lead=rig.sample().lead, delivery="first"))
        assert not caught.value.made
        if mishap is Mishap.LIMITED:
            assert caught.value.retry_after == pytest.approx(rig.wait, abs=1)
        assert rig.count(Entity.LEAD) == 0

    async def test_five_hundred_is_in_doubt(self, rig: Rig, crm: CrmAdapter) -> None:
        rig.upset(Mishap.DOWN)
        expected = CrmAmbiguous if Capability.LOOKUP in self.kind.capabilities else CrmUnavailable
        with pytest.raises(expected):
            await crm.upsert(Bundle(lead=rig.sample().lead, delivery="first"))

    async def test_a_page_is_no_answer(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.LOOKUP)  # whoever only receives says "done" by any 2xx
        lead = await self._lead(rig, crm)
        changed = replace(rig.card(Entity.LEAD, 1, title="x"), ref=lead)
        for card in (changed, rig.sample(2).lead):
            rig.upset(Mishap.PAGE)
            with pytest.raises((CrmAmbiguous, CrmUnavailable, CrmConfigError)):
                await crm.upsert(Bundle(lead=card, delivery="second"))
        assert rig.count(Entity.LEAD) == 1

    @pytest.mark.parametrize("mishap", Mishap, ids=lambda mishap: mishap.name)
    async def test_no_secret_gets_into_an_error(
        self, rig: Rig, crm: CrmAdapter, mishap: Mishap
    ) -> None:
        if mishap is Mishap.PAGE:
            self.needs(Capability.LOOKUP)
        rig.upset(mishap)
        with pytest.raises(CrmError) as caught:
            await crm.upsert(Bundle(lead=rig.sample().lead, delivery="first"))
        error = caught.value
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
        assert not [secret for secret in rig.secrets if secret in shown]

    # ------------------------------------------------------------------ who was there before us

    async def test_who_was_there_before_is_recognised(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.RECOGNISE)
        phone, email = "+79120000001", "anna1@example.com"
        shouted = "x@example.com" if rig.one_for_a_mailbox else "Anna1@Example.com"
        made = [
            rig.by_hand(rig.card(Entity.CONTACT, 0, **{"name": "Анна", **held}))
            for held in (
                {"phone": f"{phone}2", "email": f"x{email}"},
                {"phone": rig.by_hand_phone},
                {"phone": "+79120000002", "email": shouted},
                {"phone": rig.by_hand_phone, "email": email},
                {"name": f"Анна {phone} {email}"},
            )
        ]
        await rig.clock.sleep(self.kind.limits.lookup_lag)

        async def who(**marks: str) -> list[str]:
            (found,) = await crm.recognise([Likeness(Entity.CONTACT, marks)])
            return [card.ref.id for card in found]

        by_phone, both = made[1].id, made[3].id
        by_email = [] if rig.one_for_a_mailbox else [made[2].id]
        assert await who(**{PHONE: phone}) == [by_phone, both], "the oldest first"
        assert await who(**{EMAIL: email}) == [*by_email, both]
        assert (await who(**{PHONE: phone, EMAIL: email}))[0] == both, "who shares more comes first"
        assert await who(**{PHONE: "+79120000003", EMAIL: "anna@example.com"}) == []

    async def test_a_company_is_recognised_by_its_inn(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.RECOGNISE, Capability.COMPANIES)
        rig.by_hand(rig.card(Entity.COMPANY, 0, name="7707083893", inn="77070838930"))
        ours = rig.by_hand(rig.card(Entity.COMPANY, 0, name="Ромашка", inn="7707083893"))
        await rig.clock.sleep(self.kind.limits.lookup_lag)
        fields = {INN: rig.names[Entity.COMPANY]["inn"]}
        asked = [Likeness(Entity.COMPANY, {INN: inn}, fields) for inn in ("7707083893", "5000")]
        assert [[card.ref.id for card in found] for found in await self._each(crm, asked)] == [
            [ours.id],
            [],
        ]

    async def test_a_found_person_is_tied_and_given_our_key(
        self, rig: Rig, crm: CrmAdapter
    ) -> None:
        self.needs(Capability.RECOGNISE, Capability.LOOKUP)
        bundle = self.present(rig.sample())
        assert bundle.contact is not None
        there = rig.card(Entity.CONTACT, 1, name="Анна (бухгалтерия)", phone=rig.by_hand_phone)
        ref = rig.by_hand(there)
        await rig.clock.sleep(self.kind.limits.lookup_lag)
        ((seen,),) = await crm.recognise([Likeness(Entity.CONTACT, {PHONE: "+79120000001"})])
        assert (seen.ref.id, seen.key, seen.other_key) == (ref.id, None, False)
        email = {rig.names[Entity.CONTACT]["email"]: "anna1@example.com"}
        person = replace(bundle.contact, fields=email, ref=seen.ref, found=True, marks=True)
        made = await crm.upsert(replace(bundle, contact=person))
        assert rig.count(Entity.CONTACT) == 1
        assert ref.id in rig.tied(made[Entity.LEAD])
        assert {name: rig.fields(ref)[name] for name in there.fields} == there.fields
        assert rig.fields(ref)[rig.names[Entity.CONTACT]["email"]] == "anna1@example.com"
        await rig.clock.sleep(self.kind.limits.lookup_lag)
        found = await crm.find(Entity.CONTACT, person.key)
        assert found
        assert found.id == ref.id

    async def test_a_base_is_handed_over_whole(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.BASE)
        phone = "+79120000001"
        firm = rig.by_hand(rig.card(Entity.COMPANY, 0, name="Ромашка", inn="7707083893"))
        people = [
            rig.by_hand(
                rig.card(Entity.CONTACT, 0, name=f"Анна {n}", phone=phone, email=f"a{n}@b.c")
            )
            for n in range(260)
        ]
        deal = rig.by_hand(rig.card(Entity.LEAD, 0, title="Сделка", amount=1500))
        ours = await crm.upsert(rig.sample(3))

        async def whole(kind: Kind) -> dict[str, BaseCard]:
            fields = {INN: rig.names[Entity.COMPANY]["inn"]}
            cards = await whole_base(crm, kind, fields)
            assert len(rows_of(kind, cards)) == len(cards), "each can be brought in"
            by_ref = {card.ref.id: card for card in cards}
            assert len(by_ref) == len(cards), "each once"
            return by_ref

        companies = await whole(Kind.COMPANIES)
        told = companies[firm.id]
        assert (told.cells["name"], told.cells["inn"], told.keyed) == (
            "Ромашка",
            "7707083893",
            False,
        )
        assert companies[ours[Entity.COMPANY].id].keyed
        contacts = await whole(Kind.CONTACTS)
        assert set(contacts) == {*(ref.id for ref in people), ours[Entity.CONTACT].id}
        told = contacts[people[-1].id]
        assert (told.cells["phone"], told.cells["email"]) == (phone, "a259@b.c")
        assert "Анна 259" in str(told.cells["name"])
        deals = await whole(Kind.DEALS)
        assert deals[deal.id].cells["title"] == "Сделка"
        assert float(str(deals[deal.id].cells["amount"])) == 1500
        assert all(card.cells["key"] for card in (*contacts.values(), *deals.values()))

    # -------------------------------------------------------------------- beside a card

    async def test_a_note_is_put_once(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.NOTES)
        at = await self._lead(rig, crm)
        await crm.add_note(at, NOTE)
        (seen,) = rig.beside(at, Entity.NOTE)
        assert LONG_TEXT.strip()[:2000] in seen.text
        await self._once_more(rig, at, Entity.NOTE, "note-2", lambda c: c.add_note(at, SECOND_NOTE))

    async def test_a_task_is_given_once(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.TASKS)
        at = await self._lead(rig, crm)
        await crm.add_task(at, TASK)
        (seen,) = rig.beside(at, Entity.TASK)
        assert "Рассчитать" in seen.text
        assert seen.due_at == TASK.due_at
        other = replace(TASK, key="task-2")
        await self._once_more(rig, at, Entity.TASK, "task-2", lambda c: c.add_task(at, other))

    async def test_a_meeting_is_booked(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.MEETINGS)
        at = await self._lead(rig, crm)
        await crm.add_task(at, MEETING)
        (seen,) = rig.beside(at, Entity.TASK)
        assert "Встреча" in seen.text
        assert seen.due_at == MEETING.due_at
        assert not seen.over

    async def test_a_meeting_is_moved_and_called_off(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.MEETING_MOVES)
        at = await self._lead(rig, crm)
        ref = await crm.add_task(at, MEETING)
        later = replace(MEETING, due_at=MEETING.due_at + timedelta(days=2))
        rig.upset(Mishap.LOST)
        with pytest.raises((CrmAmbiguous, CrmUnavailable)):  # twice changes nothing
            await crm.change_meeting(ref, at, later, "second")
        await rig.adapter().change_meeting(ref, at, later, "second")
        (seen,) = rig.beside(at, Entity.TASK)
        assert (seen.due_at, seen.over) == (later.due_at, False)
        off = replace(later, title="Встреча отменена", state=MeetingState.CANCELLED)
        for _ in range(2):
            await crm.change_meeting(ref, at, off, "third")
        (seen,) = rig.beside(at, Entity.TASK)
        assert "Встреча отменена" in seen.text
        assert seen.over

    async def test_a_meeting_that_is_gone_is_not_changed(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.MEETING_MOVES, Capability.READ)
        at = await self._lead(rig, crm)
        with pytest.raises(CrmNotFound):
            await crm.change_meeting(CrmRef(Entity.TASK, "404404"), at, MEETING, "first")

    async def test_a_file_is_kept(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.FILES)
        at = await self._lead(rig, crm)
        await crm.add_file(at, FILE)
        (seen,) = rig.beside(at, Entity.FILE)
        assert seen.text == FILE.name
        if Capability.LOOKUP in self.kind.capabilities:
            rig.upset(Mishap.PAGE)
            with pytest.raises((CrmAmbiguous, CrmUnavailable, CrmConfigError)):
                await crm.add_file(at, replace(FILE, key="file-3"))
            assert len(rig.beside(at, Entity.FILE)) == 1, "no note without its file"
        other = replace(FILE, key="file-2")
        await self._once_more(rig, at, Entity.FILE, "file-2", lambda c: c.add_file(at, other))

    # -------------------------------------------------------------------- where a lead stands

    async def test_a_lead_is_made_where_it_stands(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.STAGES)
        lead = replace(rig.sample().lead, place=rig.place, owner=self._owner(rig))
        made = await crm.upsert(Bundle(lead=lead, delivery="first"))
        place, owner = rig.standing(made[Entity.LEAD])
        assert place
        assert place.stage == rig.place.stage
        assert owner == self._owner(rig)

    async def test_a_lost_lead_keeps_its_reason(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.STAGES)
        made = await self._lead(rig, crm)
        lead = replace(rig.card(Entity.LEAD, 1), ref=made, place=rig.lost)
        await crm.upsert(Bundle(lead=lead, delivery="second"))
        place, _ = rig.standing(made)
        assert place
        assert place.stage == rig.lost.stage
        if Capability.LOSS_REASONS in self.kind.capabilities:
            assert place.loss_reason == rig.lost.loss_reason
        if Capability.READ in self.kind.capabilities:
            snapshot = await crm.read(made)
            assert snapshot
            assert snapshot.closed == "lost"
            assert snapshot.place
            assert snapshot.place.stage == rig.lost.stage

    async def test_a_card_is_read_as_it_was_written(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.READ)
        bundle = self.present(rig.sample())
        made = await crm.upsert(bundle)
        for card in bundle.cards:
            snapshot = await crm.read(made[card.entity])
            assert snapshot
            assert snapshot.key == card.key
            assert {name: snapshot.fields.get(name) for name in card.fields} == card.fields

    async def test_a_stage_that_nobody_mapped_survives(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.READ, Capability.STAGES)
        made = await self._lead(rig, crm)
        rig.move(made, rig.unheard_of)
        snapshot = await crm.read(made)
        assert snapshot
        assert snapshot.place
        assert snapshot.place.stage == rig.unheard_of

    # ---------------------------------------------------------------------------- what it has

    async def test_the_schema_knows_what_is_written(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.SCHEMA, Capability.MAKE_FIELDS)
        wanted = CrmField(Entity.LEAD, rig.new_field, FieldType.TEXT, label="Новое поле")
        assert (await crm.schema()).field(Entity.LEAD, wanted.name) is None
        made = await crm.make_field(wanted)
        schema = await crm.schema()
        assert schema.field(Entity.LEAD, made.name)
        assert schema.stage(rig.place.pipeline, rig.place.stage)
        assert rig.owner in {user.id for user in schema.users}

    async def test_a_field_that_there_is_not_is_known_before(
        self, rig: Rig, crm: CrmAdapter
    ) -> None:
        self.needs(Capability.SCHEMA)
        assert (await crm.schema()).field(Entity.LEAD, rig.new_field) is None
        lead = rig.sample().lead
        wrong = replace(lead, fields={**lead.fields, rig.new_field: "x"})
        if rig.ignores_unknown_fields is None:
            pytest.skip(f"{self.kind.title} keeps whatever it is given")
        if not rig.ignores_unknown_fields:
            with pytest.raises(CrmRejected):
                await crm.upsert(Bundle(lead=wrong, delivery="first"))
            assert rig.count(Entity.LEAD) == 0
            return
        made = await crm.upsert(Bundle(lead=wrong, delivery="first"))
        assert rig.new_field not in rig.fields(made[Entity.LEAD])

    # ------------------------------------------------------------------------- what comes back

    async def test_changes_are_told_and_told_alike(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.CHANGES)
        start = await crm.changes(None)
        assert not start.events
        await rig.clock.sleep(120)
        made = await self._lead(rig, crm)
        page = await crm.changes(start.cursor)
        again = await crm.changes(start.cursor)
        told = [event for event in page.events if event.ref.id == made.id]
        assert told
        assert told[0].change in (Change.ADDED, Change.CHANGED)
        assert [event.id for event in page.events] == [event.id for event in again.events]

    async def test_a_meeting_that_is_made_there_is_told(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.MEETINGS_BACK)
        at = await self._lead(rig, crm)
        ours = await crm.add_task(at, replace(MEETING, key="prequal-task-7-meeting-12"))
        await rig.clock.sleep(120)
        made = await self._meetings(rig, crm, at, replace(THEIRS, owner=self._owner(rig)))
        (theirs,) = [one for one in made if one.ref.id != ours.id]
        assert theirs.at.id == at.id
        assert (theirs.title, theirs.starts_at) == (THEIRS.title, THEIRS.due_at)
        assert (theirs.minutes, theirs.state) == (THEIRS.minutes, MeetingState.PLANNED)
        assert theirs.owner == self._owner(rig)
        later = replace(THEIRS, due_at=THEIRS.due_at + timedelta(days=1))
        moved = await self._meetings(rig, crm, at, later, theirs.ref)
        assert [one.starts_at for one in moved if one.ref.id == theirs.ref.id] == [later.due_at]
        held = replace(later, state=MeetingState.HELD)
        over = await self._meetings(rig, crm, at, held, theirs.ref)
        assert MeetingState.HELD in {one.state for one in over if one.ref.id == theirs.ref.id}

    async def test_a_meeting_of_ours_is_known_again(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.MEETINGS_BACK, Capability.READ)
        at = await self._lead(rig, crm)
        ours = await crm.add_task(at, replace(MEETING, key="prequal-task-7-meeting-12"))
        seen = await crm.meeting(ours)
        assert seen
        assert (seen.key, seen.at.id, seen.starts_at) == (
            "prequal-task-7-meeting-12",
            at.id,
            MEETING.due_at,
        )
        assert seen.minutes in (None, MEETING.minutes)
        task = await crm.add_task(at, TASK)
        assert await crm.meeting(task) is None, "a task is no meeting"
        assert await crm.meeting(CrmRef(Entity.TASK, "404404")) is None

    async def _meetings(
        self,
        rig: Rig,
        crm: CrmAdapter,
        at: CrmRef,
        task: CrmTask,
        ref: CrmRef | None = None,
    ) -> list[CrmMeeting]:
        """What is told of meetings when somebody books or changes one, by every way there is."""
        able = self.kind.capabilities
        cursor = (await crm.changes(None)).cursor if Capability.CHANGES in able else None
        call = rig.book(at, task, ref)
        events = list(await crm.events(call)) if call is not None else []
        assert (call is not None) == (Capability.WEBHOOKS in able)
        if cursor is not None:
            polled = (await crm.changes(cursor)).events
            assert not call or {one.ref.id for one in events} <= {one.ref.id for one in polled}
            events += polled
        told = [event for event in events if event.ref.entity is Entity.TASK]
        if Capability.READ in able:
            seen = [await crm.meeting(event.ref) for event in told]
            assert all(one.meeting in (None, now) for one, now in zip(told, seen, strict=True))
        else:
            seen = [event.meeting for event in told]
        assert seen
        return list({one.ref.id: one for one in seen if one is not None}.values())

    async def test_a_forged_call_is_refused(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.WEBHOOKS)
        before = rig.calls()
        forged = rig.forged()
        assert forged
        good = rig.vouched()
        spoiled = ("", "\udcff", f"t={'9' * 5000},v1=\udcff", "9" * 5000)
        forged = [
            *forged,
            *(
                replace(good, headers=dict.fromkeys(good.headers, one))
                for one in spoiled
                if good.headers
            ),
        ]
        for request in forged:
            with pytest.raises(CrmForged):
                await crm.events(request)
        assert rig.calls() == before

    async def test_a_call_of_the_crm_is_understood(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.WEBHOOKS)
        request = rig.vouched()
        events = await crm.events(request)
        assert events
        assert [event.id for event in events] == [event.id for event in await crm.events(request)]

    async def test_a_person_is_erased(self, rig: Rig, crm: CrmAdapter) -> None:
        self.needs(Capability.ERASE, Capability.CONTACTS)
        made = await crm.upsert(self.present(rig.sample()))
        await crm.erase(made[Entity.CONTACT])
        left = " ".join(str(value) for value in rig.fields(made[Entity.CONTACT]).values())
        assert "Анна" not in left
        assert "+7912" not in left
        assert "@example.com" not in left
        await crm.erase(made[Entity.CONTACT])

    # ---------------------------------------------------------------------------------- parts

    async def _each(
        self, crm: CrmAdapter, asked: Sequence[Likeness]
    ) -> list[Sequence[CrmSnapshot]]:
        most = self.kind.asks_at_once
        parts = [asked[start : start + most] for start in range(0, len(asked), most)]
        return [found for part in parts for found in await crm.recognise(part)]

    def _owner(self, rig: Rig) -> str | None:
        return rig.owner if Capability.OWNERS in self.kind.capabilities else None

    async def _lead(self, rig: Rig, crm: CrmAdapter) -> CrmRef:
        made = await crm.upsert(Bundle(lead=rig.sample().lead, delivery="first"))
        return made[Entity.LEAD]

    async def _once_more(
        self,
        rig: Rig,
        at: CrmRef,
        entity: Entity,
        key: str,
        add: Callable[[CrmAdapter], Awaitable[CrmRef]],
    ) -> None:
        """Something whose answer was lost is there once after a second attempt, which looks for it
        first where the adapter is in doubt."""
        before = len(rig.beside(at, entity))
        rig.upset(Mishap.LOST)
        with pytest.raises((CrmAmbiguous, CrmUnavailable)) as caught:
            await add(rig.adapter())
        await rig.clock.sleep(self.kind.limits.lookup_lag)
        found = None
        if isinstance(caught.value, CrmAmbiguous):
            found = await rig.adapter().find(entity, key, at)
        if found is None:
            await add(rig.adapter())
        assert len(rig.beside(at, entity)) == before + 1


def rows_of(kind: Kind, cards: Sequence[BaseCard]) -> list[BaseRow]:
    """What an import makes of cards. `WrongRow`."""
    places = {name: place for place, name in enumerate(COLUMNS[kind])}
    reader = reader_of(Columns(kind, base="main"), places, SETTINGS)
    return [reader.read(line) for line in lines_of(kind, cards, 0)]


def emptied(bundle: Bundle) -> Bundle:
    """The bundle with nothing to say of its cards."""
    cards = {card.entity: replace(card, fields={}) for card in bundle.cards}
    contact, company = cards.get(Entity.CONTACT), cards.get(Entity.COMPANY)
    return replace(bundle, lead=cards[Entity.LEAD], contact=contact, company=company)


NOTE = CrmNote("note-1", LONG_TEXT.strip(), START)
SECOND_NOTE = CrmNote("note-2", "Второе примечание", START)
TASK = CrmTask(
    "task-1", "Рассчитать стоимость", "Не хватает: площадь", START + timedelta(days=1, hours=2)
)
MEETING = replace(TASK, key="task-7-meeting-12", title="Встреча", minutes=60)
THEIRS = replace(MEETING, key="", title="Показ на складе", text="", minutes=90)
FIELD = CrmField(Entity.LEAD, "new", FieldType.TEXT)
FILE = CrmFile("file-1", "бриф.pdf", "application/pdf", b"%PDF-1.4 " + bytes(range(256)))
