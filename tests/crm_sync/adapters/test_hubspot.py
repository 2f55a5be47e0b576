"""HubSpot keeps the contract, and its own ways are known."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from crm_sync.adapters.hubspot import recognising
from crm_sync.adapters.hubspot.adapter import HubSpotCrm
from crm_sync.adapters.hubspot.service import SEARCHING
from crm_sync.cards import Bundle, Card, CrmRef, CrmValue, Entity, Place
from crm_sync.contract import Account
from crm_sync.errors import (
    CrmAuthError,
    CrmConfigError,
    CrmError,
    CrmForged,
    CrmRateLimited,
    CrmRejected,
    CrmUnavailable,
)
from crm_sync.events import Change, InboundRequest
from crm_sync.likeness import EMAIL, PHONE, SITE, Likeness
from crm_sync.schema import Closing, CrmField, FieldType
from crm_sync.tokens import Tokens
from crm_sync.wire.rich_text import from_html
from leads.crm_back.meeting import MeetingState
from leads.importing.rows import Kind
from tests.crm_sync.contract import FILE, NOTE, TASK, CrmAdapterContract, rows_of
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.emulators.hubspot import CLIENT, OWNER, TOKEN, HubSpot
from tests.crm_sync.rig import START, Beside, MemoryTokens, Mishap, Rig, account_of

KINDS = {Entity.LEAD: "deals", Entity.CONTACT: "contacts", Entity.COMPANY: "companies"}
HOOK = "https://bot.example/crm/main?by=hub%2Fspot"


class HubSpotRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "dealname", "text": "about", "amount": "amount"},
        Entity.CONTACT: {"name": "firstname", "phone": "phone", "email": "email"},
        Entity.COMPANY: {"name": "name", "inn": "inn"},
    }
    place = Place("qualifiedtobuy", "default")
    lost = Place("closedlost", "default", "Дорого")
    owner = OWNER
    new_field = "new_field"
    secrets = (TOKEN, CLIENT[1])
    one_for_a_mailbox = True
    minimum_calls = 3
    wait = 10.0

    def __init__(self) -> None:
        super().__init__()
        self.crm = HubSpot(self.clock)
        self.tokens = MemoryTokens()

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def account(self, **options: str) -> Account:
        told = {"address": self.crm.url, "token": TOKEN, "client_secret": CLIENT[1]}
        return account_of(HubSpotCrm, **{**told, "portal_id": "62515", **options})

    def adapter(self, **options: str) -> HubSpotCrm:
        return HubSpotCrm(self.account(**options), self.services(HubSpotCrm, self.tokens))

    def upset(self, mishap: Mishap) -> None:
        limited = {"status": "error", "policyName": "TEN_SECONDLY_ROLLING", "message": "limit"}
        down = {"status": "error", "message": f"internal {TOKEN}"}
        token = {"category": "INVALID_AUTHENTICATION", "message": TOKEN}
        listed = [{"isValid": False, "message": f"wrong {TOKEN}", "name": "amount"}]
        wrong = {"message": f"Property values were not valid: {json.dumps(listed)}"}
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {}),
            Mishap.LIMITED: json_fault(429, limited),
            Mishap.DOWN: json_fault(500, down),
            Mishap.BAD_TOKEN: json_fault(401, token, writes_only=False),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: json_fault(400, wrong),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return len(self.crm.records[KINDS[entity]])

    def values_of(self, ref: CrmRef) -> dict[str, str]:
        values: dict[str, str] = self.crm.records[KINDS[ref.entity]][ref.id]["values"]
        return values

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        held: dict[str, CrmValue] = {**self.values_of(ref)}
        return held | ({"amount": int(str(held["amount"]))} if "amount" in held else {})

    def tied(self, lead: CrmRef) -> frozenset[str]:
        return frozenset(one[3] for one in self.crm.ties if one[:2] == ("deals", lead.id))

    def lying(self, at: CrmRef, kind: str) -> list[dict[str, str]]:
        here = (KINDS[at.entity], at.id)
        found = [one[1] for one in sorted(self.crm.ties) if one[0] == kind and one[2:] == here]
        return [self.crm.records[kind][number]["values"] for number in found]

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        if entity is Entity.TASK:
            return [
                Beside(
                    one.get("hs_task_subject") or one["hs_meeting_title"],
                    datetime.fromisoformat(one["hs_timestamp"]),
                    one.get("hs_meeting_outcome") == "CANCELED",
                )
                for kind in ("tasks", "meetings")
                for one in self.lying(at, kind)
            ]
        notes = self.lying(at, "notes")
        if entity is Entity.FILE:
            files = {one["id"]: name for name, one in self.crm.files.items()}
            held = [files[one["hs_attachment_ids"]] for one in notes if "hs_attachment_ids" in one]
            return [Beside(name.rpartition("/")[2]) for name in held]
        return [Beside(from_html(one["hs_note_body"])) for one in notes]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        held = self.values_of(lead)
        place = Place(held["dealstage"], held["pipeline"], held.get("closed_lost_reason"))
        return place, held.get("hubspot_owner_id")

    def move(self, lead: CrmRef, stage: str) -> None:
        self.values_of(lead)["dealstage"] = stage

    def by_hand(self, card: Card) -> CrmRef:
        values = {name: str(value) for name, value in card.fields.items()}
        if card.entity is Entity.LEAD:
            values["dealstage"] = "qualifiedtobuy"
        body = {"properties": values, "associations": []}
        return CrmRef(card.entity, self.crm.add(KINDS[card.entity], body)["id"])

    def remove(self, ref: CrmRef) -> None:
        del self.crm.records[KINDS[ref.entity]][ref.id]

    def vouched(self) -> InboundRequest:
        return self.told()

    def forged(self) -> Sequence[InboundRequest]:
        good = self.told()
        late = self.told(at=START - timedelta(minutes=6))
        return [
            self.told(secret="another"),
            self.told(secret=""),
            replace(good, headers={}),
            replace(good, body=good.body + b" "),
            replace(good, url="https://elsewhere.example/crm/main"),
            replace(good, headers={**good.headers, "x-hubspot-signature-v3": "подпись"}),
            replace(good, headers={**good.headers, "x-hubspot-request-timestamp": "сейчас"}),
            late,
        ]

    def told(
        self,
        *events: Mapping[str, object],
        secret: str = CLIENT[1],
        at: datetime = START,
        url: str = HOOK,
    ) -> InboundRequest:
        body = json.dumps(events or [EVENT]).encode()
        stamp = str(int(at.timestamp() * 1000))
        signed = f"POST{url.replace('%2F', '/')}".encode() + body + stamp.encode()
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        headers = {
            "x-hubspot-signature-v3": base64.b64encode(digest).decode(),
            "x-hubspot-request-timestamp": stamp,
        }
        return InboundRequest("POST", url, headers, body, self.clock.now())


EVENT = {
    "objectId": 77,
    "propertyName": "dealstage",
    "propertyValue": "closedwon",
    "eventId": 1,
    "portalId": 62515,
    "occurredAt": int(START.timestamp() * 1000),
    "subscriptionType": "deal.propertyChange",
    "attemptNumber": 0,
}


class TestHubSpot(CrmAdapterContract):
    kind = HubSpotCrm

    def make_rig(self) -> HubSpotRig:
        return HubSpotRig()


@pytest.fixture
async def rig() -> AsyncIterator[HubSpotRig]:
    rig = HubSpotRig()
    await rig.start()
    yield rig
    await rig.close()


def paths(rig: HubSpotRig, since: int) -> list[str]:
    return [call.path.removeprefix("/crm/objects/2026-03/") for call in rig.crm.calls[since:]]


# ---------------------------------------------------------------------------------- its base


async def test_a_base_knows_whose_a_deal_is_and_how_it_ended(rig: HubSpotRig) -> None:
    firms = [rig.by_hand(rig.card(Entity.COMPANY, 0, name=name)) for name in ("Лютик", "Ромашка")]
    person = rig.by_hand(Card(Entity.CONTACT, "", {"firstname": "Анна", "lastname": "Ким"}))
    deals = [
        rig.by_hand(Card(Entity.LEAD, "", {"dealname": "Поставка", "amount": 1500, **more}))
        for more in (
            {"deal_currency_code": "EUR", "closedate": "2026-03-01T10:00:00Z"},
            {"closedate": "2026-05-01T10:00:00Z"},
        )
    ]
    for firm in firms:
        rig.crm.ties |= {(*_kind(one), *_kind(firm)) for one in (deals[0], person)}
        rig.crm.primary[_kind(deals[0])] = rig.crm.primary[_kind(person)] = firms[1].id
    rig.crm.ties.add((*_kind(deals[0]), *_kind(person)))
    lost = {"dealstage": "closedlost", "closed_lost_reason": "Дорого"}
    rig.values_of(deals[0]).update(lost)
    crm = rig.adapter()
    before = rig.calls()
    cards = (await crm.base(Kind.DEALS, None, {})).cards
    assert [row.deal is not None for row in rows_of(Kind.DEALS, cards)] == [True] * 2
    first, second = cards
    assert paths(rig, before).count("deals") == 1
    moment = datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert {**first.cells, "opened_at": START} == {
        "key": deals[0].id,
        "title": "Поставка",
        "stage": "closedlost",
        "ended": "lost",
        "amount": 1500,
        "currency": "EUR",
        "opened_at": START,
        "closed_at": moment,
        "loss_reason": "Дорого",
        "company_key": firms[1].id,
        "person_key": person.id,
    }
    assert not {"closed_at", "company_key", "person_key"} & second.cells.keys()
    (told,) = (await crm.base(Kind.CONTACTS, None, {})).cards
    assert (told.cells["name"], told.cells["company_key"]) == ("Анна Ким", firms[1].id)


def _kind(ref: CrmRef) -> tuple[str, str]:
    return KINDS[ref.entity], ref.id


# ---------------------------------------------------------------------------------- writing


async def test_a_lead_is_tied_as_it_is_created(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    await crm.upsert(rig.sample(1))
    before = rig.calls()
    made = await crm.upsert(rig.sample(2))
    assert paths(rig, before) == ["companies", "contacts", "deals"]
    contact, company = made[Entity.CONTACT], made[Entity.COMPANY]
    assert ("contacts", contact.id, "companies", company.id) in rig.crm.ties
    number = made[Entity.LEAD].id
    assert made[Entity.LEAD].url == f"https://app.hubspot.com/contacts/62515/record/0-3/{number}"


async def test_fifty_leads_are_three_calls(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    await crm.check()
    await crm.upsert(rig.sample(999))
    before = rig.calls()
    made = await crm.upsert_many([rig.sample(number) for number in range(50)])
    assert paths(rig, before) == [f"{kind}/batch/create" for kind in reversed(KINDS.values())]
    leads = [one[Entity.LEAD] for one in made if not isinstance(one, CrmError)]
    assert [rig.values_of(lead)["dealname"] for lead in leads] == [
        rig.sample(number).lead.fields["dealname"] for number in range(50)
    ]


async def test_one_wrong_card_does_not_hold_the_others_back(rig: HubSpotRig) -> None:
    bundles = [rig.sample(number) for number in (1, 2, 3, 4)]
    bundles[1] = replace(bundles[1], lead=replace(bundles[1].lead, place=Place("888", "778")))
    assert bundles[2].company is not None
    fields = {**bundles[2].company.fields, "industry": "space", "unknown": "1"}
    bundles[2] = replace(bundles[2], company=replace(bundles[2].company, fields=fields))
    first, second, third, fourth = await rig.adapter().upsert_many(bundles)
    assert isinstance(second, CrmRejected)
    assert second.field == "dealstage"
    assert set(second.made) == {Entity.COMPANY, Entity.CONTACT}
    assert isinstance(third, CrmRejected)
    assert (third.field, third.made) == ("unknown", {})
    assert not isinstance(first, CrmError)
    assert not isinstance(fourth, CrmError)
    assert {rig.count(entity) for entity in (Entity.LEAD, Entity.CONTACT)} == {2, 3}


async def test_a_batch_whose_answer_is_lost_is_made_once(rig: HubSpotRig) -> None:
    crm, bundles = rig.adapter(), [rig.sample(number) for number in (1, 2, 3)]
    rig.upset(Mishap.LOST)
    assert {type(one).__name__ for one in await crm.upsert_many(bundles)} == {"CrmAmbiguous"}
    # Somebody has not looked before trying again: HubSpot itself refuses a second one.
    again = await rig.adapter().upsert_many(bundles)
    assert not [one for one in again if isinstance(one, CrmError)]
    assert {rig.count(entity) for entity in KINDS} == {3}
    for made in again:
        assert not isinstance(made, CrmError)
        others = {ref.id for entity, ref in made.items() if entity is not Entity.LEAD}
        assert rig.tied(made[Entity.LEAD]) == others


async def test_a_key_is_looked_up_without_the_index(rig: HubSpotRig) -> None:
    rig.crm.index_lag = timedelta(hours=1)
    crm = rig.adapter()
    made = await crm.upsert(rig.sample())
    found = await crm.find(Entity.LEAD, rig.sample().lead.key)
    assert found
    assert found.id == made[Entity.LEAD].id


async def test_what_was_done_before_a_failure_is_kept(rig: HubSpotRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    made = await crm.upsert(Bundle(lead=bundle.lead, delivery="first"))
    wrong = replace(bundle.lead, ref=made[Entity.LEAD], place=Place("777", "778"))
    with pytest.raises(CrmRejected) as caught:
        await crm.upsert(replace(bundle, lead=wrong))
    known = {**made, **caught.value.made}
    assert set(known) == set(KINDS)
    await crm.upsert(replace(bundle.known(known), retie=True))
    assert {rig.count(entity) for entity in KINDS} == {1}
    others = {ref.id for entity, ref in known.items() if entity is not Entity.LEAD}
    assert rig.tied(made[Entity.LEAD]) == others


@pytest.mark.parametrize("mailbox", ["email", "hs_additional_emails"])
async def test_a_person_who_is_there_already_is_taken_up(rig: HubSpotRig, mailbox: str) -> None:
    theirs = {mailbox: "anna1@example.com", "firstname": "Анна Петровна", "jobtitle": "Директор"}
    there = rig.crm.add("contacts", {"properties": theirs, "associations": []})
    bundle = rig.sample()
    assert bundle.contact is not None
    shouted = {**bundle.contact.fields, "email": "Anna1@Example.com"}
    crm = rig.adapter()
    made = await crm.upsert(replace(bundle, contact=replace(bundle.contact, fields=shouted)))
    assert made[Entity.CONTACT].id == there["id"]
    held = rig.fields(made[Entity.CONTACT])
    assert (held["firstname"], held["jobtitle"]) == ("Анна Петровна", "Директор")
    assert (held["phone"], held["prequal_key"]) == ("+79120000001", "prequal-contact-1")
    contact, company = made[Entity.CONTACT], made[Entity.COMPANY]
    assert rig.tied(made[Entity.LEAD]) == {contact.id, company.id}
    assert ("contacts", contact.id, "companies", company.id) in rig.crm.ties


async def test_many_are_recognised_in_one_search_for_each_kind(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    await crm.upsert(rig.sample(3))
    second = {"email": "z@example.com", "hs_additional_emails": "anna7@example.com"}
    by_mobile = rig.by_hand(Card(Entity.CONTACT, "", {**second, "mobilephone": "912 000-00-05"}))
    firm = rig.by_hand(Card(Entity.COMPANY, "", {"name": "Р", "domain": "romashka.example"}))
    people = [Likeness(Entity.CONTACT, {PHONE: f"+7912000000{one}"}) for one in range(8)]
    company = Likeness(Entity.COMPANY, {SITE: "romashka.example"})
    await crm.recognise([Likeness(Entity.CONTACT, {}), Likeness(Entity.COMPANY, {})])
    before = rig.calls()
    found = await crm.recognise([*people, company, Likeness(Entity.CONTACT, {})])
    assert paths(rig, before) == ["contacts/search", "companies/search"]
    assert [len(one) for one in found] == [0, 0, 0, 1, 0, 1, 0, 0, 1, 0]
    assert (found[5][0].ref.id, found[8][0].ref.id) == (by_mobile.id, firm.id)
    assert found[3][0].key == "prequal-contact-3"


async def test_a_lagging_search_doubles_no_mailbox(rig: HubSpotRig) -> None:
    rig.crm.index_lag = timedelta(hours=1)
    crm, bundle = rig.adapter(), rig.sample()
    assert bundle.contact is not None
    there = rig.by_hand(replace(bundle.contact, fields={"email": "anna1@example.com"}))
    marks = {PHONE: "+79120000001", EMAIL: "anna1@example.com"}
    assert await crm.recognise([Likeness(Entity.CONTACT, marks)]) == [[]]
    made = await crm.upsert(bundle)
    assert made[Entity.CONTACT].id == there.id
    assert rig.count(Entity.CONTACT) == 1
    assert rig.fields(there)["prequal_key"] == bundle.contact.key


@pytest.mark.parametrize("has_company", [False, True])
async def test_a_found_person_keeps_their_company(rig: HubSpotRig, has_company: bool) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    assert bundle.contact is not None
    theirs = rig.by_hand(rig.card(Entity.COMPANY, 0, name="Другая"))
    ref = rig.by_hand(bundle.contact)
    if has_company:
        rig.crm.ties.add(("contacts", ref.id, "companies", theirs.id))
    person = replace(bundle.contact, fields={}, ref=ref, found=True, marks=True)
    made = await crm.upsert(replace(bundle, contact=person))
    company = theirs if has_company else made[Entity.COMPANY]
    assert rig.crm.tied("contacts", ref.id, "companies") == [company.id]
    assert rig.fields(ref)["prequal_key"] == bundle.contact.key


async def test_a_crowd_is_searched_for_one_by_one(
    rig: HubSpotRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "DEEPEST", 3)
    anna = rig.card(Entity.CONTACT, 0, name="Анна", phone="+79120000001")
    crowd = [rig.by_hand(anna) for _ in range(3)]
    await rig.clock.sleep(60)
    other = rig.by_hand(rig.card(Entity.CONTACT, 0, phone="+79120000002", email="x@y.example"))
    asked = [Likeness(Entity.CONTACT, {PHONE: f"+7912000000{one}"}) for one in (1, 2)]
    found = await rig.adapter().recognise(asked)
    assert [[card.ref.id for card in one] for one in found] == [
        [one.id for one in crowd],
        [other.id],
    ]


async def test_two_people_with_one_mailbox_are_two(rig: HubSpotRig) -> None:
    crm, email = rig.adapter(), "anna1@example.com"
    first = await crm.upsert(rig.sample(1))
    other = replace(rig.card(Entity.CONTACT, 2, name="Борис", email=email), key="prequal-contact-2")
    made = await crm.upsert(replace(rig.sample(2), contact=other))
    boris = made[Entity.CONTACT]
    assert boris.id != first[Entity.CONTACT].id
    assert rig.tied(made[Entity.LEAD]) >= {boris.id}
    assert "email" not in rig.fields(boris)
    changed = replace(rig.card(Entity.CONTACT, 2, phone="+7999", email=email), ref=boris)
    await crm.upsert(Bundle(lead=rig.sample(3).lead, contact=changed, delivery="again"))
    assert rig.fields(boris)["phone"] == "+7999"
    assert rig.fields(first[Entity.CONTACT])["email"] == email


async def test_values_are_written_by_the_type_of_their_property(rig: HubSpotRig) -> None:
    rig.crm.property("deals", "needs", "enumeration", "checkbox", ("site", "crm"))
    rig.crm.property("deals", "segment", "enumeration", "select", ("large", "small"))
    for name, sort in {"day": "date", "seen": "datetime", "keen": "bool", "fit": "number"}.items():
        rig.crm.property("deals", name, sort)
    wanted: dict[str, CrmValue] = {
        "needs": ("site", "crm"),
        "segment": "small",
        "day": START.date(),
        "seen": START + timedelta(hours=1),
        "keen": False,
        "fit": 0.5,
    }
    crm = rig.adapter()
    lead = replace(rig.sample().lead, fields=wanted)
    ref = (await crm.upsert(Bundle(lead=lead, delivery="first")))[Entity.LEAD]
    assert rig.values_of(ref)["dealname"] == "—", "without a name nothing is created"
    assert rig.values_of(ref)["pipeline"] == "default", "nor without a stage"
    seen = await crm.read(ref)
    assert seen
    assert {name: seen.fields.get(name) for name in wanted} == wanted
    dated = replace(rig.card(Entity.LEAD, 1), ref=ref, fields={"day": START, "seen": START.date()})
    await crm.upsert(Bundle(lead=dated, delivery="second"))
    held = rig.values_of(ref)
    assert (held["day"], held["seen"]) == ("2026-03-02", "2026-03-02T00:00:00.000Z")


async def test_a_stage_brings_its_pipeline(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    lead = replace(rig.sample().lead, place=Place("881"))
    ref = (await crm.upsert(Bundle(lead=lead, delivery="first")))[Entity.LEAD]
    assert rig.standing(ref)[0] == Place("881", "778")
    seen = await crm.read(ref)
    assert seen
    assert seen.closed is None
    won = replace(rig.card(Entity.LEAD, 1), ref=ref, place=Place("closedwon"))
    await crm.upsert(Bundle(lead=won, delivery="second"))
    seen = await crm.read(ref)
    assert seen
    assert (seen.place, seen.closed) == (Place("closedwon", "default"), "won")


@pytest.mark.parametrize(
    ("keys", "why"),
    [({}, "no place for our key"), ({Entity.LEAD: "gone"}, "no property"), (None, "twice")],
)
async def test_without_a_unique_property_for_our_key_nothing_is_written(
    rig: HubSpotRig, keys: Mapping[Entity, str] | None, why: str
) -> None:
    named = {Entity.LEAD: "about"} if keys is None else keys
    crm = HubSpotCrm(replace(rig.account(), key_fields=named), rig.services(HubSpotCrm))
    with pytest.raises(CrmConfigError, match=why):
        await crm.upsert(Bundle(lead=rig.sample().lead, delivery="first"))
    assert rig.count(Entity.LEAD) == 0
    if keys is None:
        with pytest.raises(CrmConfigError, match=why):
            await crm.schema()


# ----------------------------------------------------------------------------------- beside


async def test_notes_look_as_they_were_written(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    at = (await crm.upsert(rig.sample()))[Entity.LEAD]
    await crm.add_note(at, replace(NOTE, text="Площадь < 50 & «дом»\nвторая строка"))
    (note,) = rig.lying(at, "notes")
    said = "Площадь &lt; 50 &amp; «дом»<br>вторая строка<br><br>[note-1]"
    assert note["hs_note_body"] == f"<p>{said}</p>"
    note["hs_note_body"] = f'<div dir="auto"><p style="margin:0;">{said}</p></div>'
    assert await crm.find(Entity.NOTE, NOTE.key, at)
    assert not await crm.find(Entity.NOTE, "note-11", at)


async def test_nobody_s_task_is_the_owner_s(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    lead = replace(rig.sample().lead, owner=OWNER)
    at = (await crm.upsert(Bundle(lead=lead, delivery="first")))[Entity.LEAD]
    await crm.add_task(at, TASK)
    await crm.add_task(at, replace(TASK, key="task-2", owner="64492918", minutes=45))
    (task,), (meeting,) = rig.lying(at, "tasks"), rig.lying(at, "meetings")
    assert (task["hubspot_owner_id"], meeting["hubspot_owner_id"]) == (OWNER, "64492918")
    begins, ends = meeting["hs_meeting_start_time"], meeting["hs_meeting_end_time"]
    assert datetime.fromisoformat(ends) - datetime.fromisoformat(begins) == timedelta(minutes=45)
    ref = await crm.find(Entity.TASK, "task-2", at)
    assert ref
    held = replace(TASK, key="task-2", minutes=30, state=MeetingState.HELD)
    await crm.change_meeting(ref, at, held, "again")
    (meeting,) = rig.lying(at, "meetings")
    assert (meeting["hs_meeting_outcome"], meeting["hubspot_owner_id"]) == ("COMPLETED", "64492918")


async def test_a_file_whose_upload_is_repeated_is_kept_once(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    at = (await crm.upsert(rig.sample()))[Entity.LEAD]
    for fault in (Fault(lost=True), json_fault(201, {})):
        rig.crm.faults.append(fault)
        with pytest.raises(CrmUnavailable):
            await crm.add_file(at, FILE)
    made = await crm.add_file(at, FILE)
    assert {name: (one["content"], one["access"]) for name, one in rig.crm.files.items()} == {
        f"/prequal/{FILE.key}/{FILE.name}": (FILE.content, "PRIVATE")
    }
    found = await crm.find(Entity.FILE, FILE.key, at)
    assert found
    assert found.id == made.id


# ------------------------------------------------------------------------- pace and tokens


async def test_an_honest_pace_is_never_too_fast(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    begun = rig.clock.now()
    for _ in range(300):
        await crm.check()
    cursor = (await crm.changes(None)).cursor
    for number in range(60):
        await crm.changes(cursor)
        await crm.recognise([Likeness(Entity.CONTACT, {PHONE: f"+791200000{number:02}"})])
    assert rig.crm.refused == 0
    seconds = (rig.clock.now() - begun).total_seconds()
    assert (302 + 120 * SEARCHING) / seconds >= 0.95 * HubSpotCrm.limits.rate


@pytest.mark.parametrize(
    ("policy", "seconds"), [("TEN_SECONDLY_ROLLING", 10), ("SECONDLY", 1), ("DAILY", 3600)]
)
async def test_the_wait_of_a_limit_is_kept_by_all(
    rig: HubSpotRig, policy: str, seconds: float
) -> None:
    crm = rig.adapter()
    told = {"status": "error", "errorType": "RATE_LIMIT", "policyName": policy}
    rig.crm.faults.append(json_fault(429, told, writes_only=False))
    with pytest.raises(CrmRateLimited) as caught:
        await crm.check()
    assert caught.value.retry_after == seconds
    if seconds > 30:
        before = rig.calls()
        with pytest.raises(CrmRateLimited):
            await crm.check()
        assert rig.calls() == before, "nothing is sent meanwhile"
        return
    before_it = rig.clock.now()
    await crm.check()
    assert (rig.clock.now() - before_it).total_seconds() >= seconds


@pytest.mark.parametrize(
    ("status", "headers", "wait"), [(423, {}, 2), (477, {"Retry_After": "86400"}, 86_400)]
)
async def test_a_record_that_is_held_is_waited_for(
    rig: HubSpotRig, status: int, headers: Mapping[str, str], wait: float
) -> None:
    rig.crm.faults.append(json_fault(status, {"message": "locked"}, writes_only=False, **headers))
    with pytest.raises(CrmUnavailable) as caught:
        await rig.adapter().check()
    assert caught.value.retry_after == wait


def by_oauth(rig: HubSpotRig, **options: str) -> HubSpotCrm:
    client_id, client_secret = CLIENT
    return rig.adapter(token="", client_id=client_id, client_secret=client_secret, **options)


async def test_a_token_is_changed_before_it_ends(rig: HubSpotRig) -> None:
    crm = by_oauth(rig, refresh_token=rig.crm.refresh)
    await crm.check()
    assert rig.crm.refreshes == 1
    await rig.clock.sleep(1700)
    await crm.check()
    assert rig.crm.refreshes == 1
    await rig.clock.sleep(50)
    at = (await crm.upsert(rig.sample()))[Entity.LEAD]
    assert rig.crm.refreshes == 2
    rig.crm.access = "revoked-0123456789"
    await crm.add_file(at, FILE)
    assert rig.crm.refreshes == 3, "a file is sent again whole"


async def test_a_refused_refresh_asks_for_a_person(rig: HubSpotRig) -> None:
    with pytest.raises(CrmAuthError, match="revoked"):
        await by_oauth(rig, refresh_token="used-0123456789").check()
    with pytest.raises(CrmAuthError, match="never connected"):
        await by_oauth(rig).check()
    with pytest.raises(CrmConfigError, match="needs a token"):
        rig.adapter(token="")
    rig.tokens.tokens = Tokens("a-0123456789", "b-0123456789", START)
    with pytest.raises(CrmAuthError):
        await by_oauth(rig).check()


# ------------------------------------------------------------------------------ coming back


async def test_more_changes_than_a_page_are_all_told(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(60)
    leads = [Bundle(lead=rig.sample(one).lead, delivery=str(one)) for one in range(450)]
    for start in range(0, 450, 50):
        await crm.upsert_many(leads[start : start + 50])
    for record in rig.crm.records["deals"].values():
        record["changed"] = rig.clock.now()
        record["values"]["hs_lastmodifieddate"] = rig.clock.now().isoformat()
    seen: set[str] = set()
    more = True
    while more:
        page = await crm.changes(cursor)
        seen |= {event.id for event in page.events}
        cursor, more = page.cursor, page.more
    assert len(seen) == 450
    await rig.clock.sleep(600)
    assert {event.id for event in (await crm.changes(cursor)).events} <= seen


async def test_what_the_index_learns_late_is_not_missed(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    first = (await crm.upsert(rig.sample(1)))[Entity.LEAD]
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(5)
    late = (await crm.upsert(rig.sample(2)))[Entity.LEAD]
    await rig.clock.sleep(5)
    await crm.upsert(
        Bundle(lead=replace(rig.card(Entity.LEAD, 1, title="Иначе"), ref=first), delivery="x")
    )
    hidden = rig.crm.records["deals"].pop(late.id)
    page = await crm.changes(cursor)
    assert first.id in {event.ref.id for event in page.events}
    rig.crm.records["deals"][late.id] = hidden
    await rig.clock.sleep(60)
    page = await crm.changes(page.cursor)
    assert late.id in {event.ref.id for event in page.events}


async def test_a_call_tells_what_happened(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    events = await crm.events(
        rig.told(
            EVENT,
            {**EVENT, "eventId": 2, "attemptNumber": 1},
            {**EVENT, "objectId": 78, "subscriptionType": "deal.deletion"},
            {**EVENT, "objectId": 79, "subscriptionType": "object.creation", "objectTypeId": "0-3"},
            {**EVENT, "objectId": 80, "subscriptionType": "contact.propertyChange"},
            {**EVENT, "objectId": 81, "portalId": 1},
        )
    )
    assert [(event.change, event.ref.id, event.at) for event in events] == [
        (Change.CHANGED, "77", START),
        (Change.DELETED, "78", START),
        (Change.ADDED, "79", START),
    ]


async def test_a_call_is_signed_for_the_address_that_hubspot_knows(rig: HubSpotRig) -> None:
    told = rig.told(url="https://bot.example/crm/main")
    behind = replace(told, url="http://bot.example/crm/main")
    assert await rig.adapter().events(behind)
    inside = replace(told, url="http://10.0.0.5:8080/crm/main")
    with pytest.raises(CrmForged):
        await rig.adapter().events(inside)
    assert await rig.adapter(hook_url="https://bot.example/crm/main").events(inside)
    with pytest.raises(CrmForged):
        await rig.adapter(client_secret="").events(rig.told(secret=""))


# -------------------------------------------------------------------------------- structure


async def test_the_account_tells_its_structure(rig: HubSpotRig) -> None:
    crm = rig.adapter()
    schema = await crm.schema()
    assert [one.id for one in schema.pipelines] == ["default", "778"]
    won, lost = (schema.stage("default", one) for one in ("closedwon", "closedlost"))
    assert won
    assert lost
    assert (won.closing, lost.closing) == (Closing.WON, Closing.LOST)
    assert [(user.id, user.name) for user in schema.users] == [
        (OWNER, "Анна"),
        ("64492918", "b@x.example"),
    ]
    changed = schema.field(Entity.LEAD, "createdate")
    assert changed
    assert changed.read_only


async def test_a_property_for_our_key_is_unique(rig: HubSpotRig) -> None:
    keys = dict.fromkeys(KINDS, "Our_Key")
    crm = HubSpotCrm(replace(rig.account(), key_fields=keys), rig.services(HubSpotCrm))
    for entity in KINDS:
        made = await crm.make_field(CrmField(entity, "Our_Key", FieldType.TEXT, "Prequal"))
        assert (made.name, made.unique) == ("our_key", True)
    choice = CrmField(Entity.LEAD, "seg", FieldType.CHOICES, "Сегмент", {"a": "Крупный", "b": "М"})
    made = await crm.make_field(choice)
    assert (made.type, made.options) == (FieldType.CHOICES, choice.options)
    assert (await crm.make_field(replace(choice, name="ok", type=FieldType.BOOLEAN))).name == "ok"
    with pytest.raises(CrmRejected, match="can't name"):
        await crm.make_field(replace(choice, name="Сегмент"))
    with pytest.raises(CrmRejected, match="already exists"):
        await crm.make_field(choice)
