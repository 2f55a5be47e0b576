"""Bitrix24 keeps the contract, and its own ways are known."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest

from crm_sync.adapters.bitrix24.adapter import Bitrix24Crm
from crm_sync.cards import Bundle, Card, CrmRef, CrmTask, CrmValue, Entity, Place
from crm_sync.errors import (
    CrmAuthError,
    CrmConfigError,
    CrmError,
    CrmRateLimited,
    CrmRejected,
    CrmUnavailable,
    CrmUnsupported,
)
from crm_sync.events import Change, InboundRequest
from crm_sync.likeness import INN, PHONE, SITE, Likeness
from crm_sync.schema import CrmField, FieldType
from crm_sync.tokens import Tokens
from leads.crm_back.meeting import MeetingState
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.emulators.bitrix24 import (
    APPLICATION_TOKEN,
    CLIENT,
    CODE,
    Portal,
    stamp,
)
from tests.crm_sync.rig import START, Beside, MemoryTokens, Mishap, Rig, account_of

KINDS = {Entity.LEAD: 1, Entity.CONTACT: 3, Entity.COMPANY: 4}
REFUSED = {"error": "CRM_FIELD_ERROR_VALUE_NOT_VALID", "error_description": f"wrong {CODE}"}


class BitrixRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "title", "text": "comments", "amount": "opportunity"},
        Entity.CONTACT: {"name": "name", "phone": "PHONE", "email": "EMAIL"},
        Entity.COMPANY: {"name": "title", "inn": "UF_CRM_INN"},
    }
    place = Place("IN_PROCESS", "leads")
    lost = Place("JUNK", "leads", "45")
    owner = "6"
    ignores_unknown_fields = True
    new_field = "NEW"
    secrets = (CODE, APPLICATION_TOKEN, CLIENT[1])
    wait = 2.0

    def __init__(self) -> None:
        super().__init__()
        self.crm = Portal(self.clock)
        self.crm.own_fields[1]["UF_CRM_LOSS"] = {"type": "enumeration", "items": []}
        self.crm.own_fields[4]["UF_CRM_INN"] = {"type": "string"}
        self.tokens = MemoryTokens()

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self, **options: str) -> Bitrix24Crm:
        account = account_of(
            Bitrix24Crm,
            **{
                "webhook": f"{self.crm.url}/rest/1/{CODE}/",
                "application_token": APPLICATION_TOKEN,
                "loss_field": "UF_CRM_LOSS",
                **options,
            },
        )
        return Bitrix24Crm(account, self.services(Bitrix24Crm, self.tokens))

    def upset(self, mishap: Mishap) -> None:
        inner = {"result": [], "result_error": {"lead0": REFUSED}, "result_time": []}
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {"error": "SERVICE_UNAVAILABLE"}),
            Mishap.LIMITED: json_fault(503, {"error": "QUERY_LIMIT_EXCEEDED"}),
            Mishap.DOWN: json_fault(500, {"error": "INTERNAL_SERVER_ERROR"}),
            Mishap.BAD_TOKEN: json_fault(401, {"error": "NO_AUTH_FOUND"}, writes_only=False),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: json_fault(200, {"result": inner}),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return len(self.crm.items[KINDS[entity]])

    def item(self, ref: CrmRef) -> dict[str, Any]:
        kind, _, number = ref.id.partition(":")
        return self.crm.items[int(kind)][int(number)]

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        item = self.item(ref)
        return item | {one["typeId"]: one["value"] for one in item["fm"]}

    def tied(self, lead: CrmRef) -> frozenset[str]:
        item = self.item(lead)
        companies = {f"4:{item['companyId']}"} if item.get("companyId") else set()
        return frozenset({f"3:{one}" for one in item.get("contactIds", ())} | companies)

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        number = at.id.partition(":")[2]
        if entity is Entity.TASK:
            return [
                Beside(
                    f"{one['SUBJECT']}\n{one['DESCRIPTION']}",
                    datetime.fromisoformat(one["DEADLINE"]),
                    one["COMPLETED"] == "Y",
                )
                for one in self.crm.activities
                if str(one["OWNER_ID"]) == number
            ]
        lying = [one for one in self.crm.comments if str(one["ENTITY_ID"]) == number]
        if entity is Entity.FILE:
            return [Beside(one["FILES"][0][0]) for one in lying if "FILES" in one]
        return [Beside(one["COMMENT"]) for one in lying if "FILES" not in one]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        item = self.item(lead)
        place = Place(item["stageId"], "leads", item.get("UF_CRM_LOSS"))
        return place, str(item["assignedById"])

    def move(self, lead: CrmRef, stage: str) -> None:
        self.item(lead)["stageId"] = stage

    def by_hand(self, card: Card) -> CrmRef:
        kind, fields = KINDS[card.entity], dict(card.fields)
        kind = 2 if card.entity is Entity.LEAD else kind  # a base has deals
        records = [
            {"typeId": name, "valueType": "WORK", "value": fields.pop(name)}
            for name in ("PHONE", "EMAIL")
            if name in fields
        ]
        asked = {"entityTypeId": kind, "fields": fields | {"fm": records}}
        item = self.crm.do("crm.item.add", asked)["result"]["item"]
        return CrmRef(card.entity, f"{kind}:{item['id']}")

    def book(self, lead: CrmRef, meeting: CrmTask, ref: CrmRef | None = None) -> InboundRequest:
        kind, _, number = lead.id.partition(":")
        ends_at = meeting.due_at + timedelta(minutes=meeting.minutes or 0)
        told = {
            "OWNER_TYPE_ID": kind,
            "OWNER_ID": number,
            "TYPE_ID": "1",
            "PROVIDER_ID": "CRM_MEETING",
            "SUBJECT": meeting.title,
            "DESCRIPTION": meeting.text,
            "START_TIME": meeting.due_at.isoformat(),
            "END_TIME": ends_at.isoformat(),
            "DEADLINE": meeting.due_at.isoformat(),
            "COMPLETED": "N" if meeting.state is MeetingState.PLANNED else "Y",
            "RESPONSIBLE_ID": self.owner,
            "LAST_UPDATED": self.clock.now().isoformat(),
        }
        deed = self.crm.deed(told, None if ref is None else ref.id)
        event = "ONCRMACTIVITYADD" if ref is None else "onCrmActivityUpdate"
        auth = {"auth[application_token]": APPLICATION_TOKEN}
        return self.told(auth, event, deed)

    def remove(self, ref: CrmRef) -> None:
        kind, _, number = ref.id.partition(":")
        del self.crm.items[int(kind)][int(number)]

    def vouched(self) -> InboundRequest:
        return self.told({"auth[application_token]": APPLICATION_TOKEN})

    def forged(self) -> Sequence[InboundRequest]:
        return [
            self.told({}),
            self.told({"auth[application_token]": "another"}),
            self.told({"auth[application_token]": ""}),
            self.told({"auth[application_token]": "пароль"}),
        ]

    def told(
        self, auth: Mapping[str, str], event: str = "ONCRMLEADUPDATE", number: str = "342"
    ) -> InboundRequest:
        told = {"event": event, "data[FIELDS][ID]": number, "ts": stamp(START), **auth}
        body = urlencode(told).encode()
        return InboundRequest("POST", "https://bot.example/crm", {}, body, self.clock.now())


class TestBitrix24(CrmAdapterContract):
    kind = Bitrix24Crm

    def make_rig(self) -> BitrixRig:
        return BitrixRig()


@pytest.fixture
async def rig() -> AsyncIterator[BitrixRig]:
    rig = BitrixRig()
    await rig.start()
    yield rig
    await rig.close()


@pytest.fixture
def portal(rig: BitrixRig) -> Portal:
    return rig.crm


# ------------------------------------------------------------------------- leads and deals


async def test_a_portal_without_leads_gets_deals(rig: BitrixRig, portal: Portal) -> None:
    portal.mode = 2
    lead = replace(rig.sample().lead, place=Place("C9:NEW", "9"))
    crm = rig.adapter(loss_field="")
    made = await crm.upsert(replace(rig.sample(), lead=lead))
    assert made[Entity.LEAD].id.startswith("2:")
    assert made[Entity.LEAD].url == f"{portal.url}/crm/deal/details/{made[Entity.LEAD].id[2:]}/"
    assert rig.item(made[Entity.LEAD])["categoryId"] == 9
    rig.item(made[Entity.LEAD])["stageId"] = "C9:WON"
    snapshot = await crm.read(made[Entity.LEAD])
    assert snapshot
    assert (snapshot.place, snapshot.closed) == (Place("C9:WON", "9"), "won")


async def test_a_lead_goes_on_as_its_deal(rig: BitrixRig, portal: Portal) -> None:
    crm = rig.adapter()
    start = (await crm.changes(None)).cursor
    made = (await crm.upsert(rig.sample()))[Entity.LEAD]
    rig.item(made)["stageId"] = "CONVERTED"
    seen = await crm.read(made)
    assert seen
    assert seen.closed is None, "a lead that succeeded is not sold yet"

    await rig.clock.sleep(60)
    deal = portal.do(
        "crm.item.add",
        {"entityTypeId": 2, "fields": {"title": "Сделка", "leadId": made.id[2:], "stageId": "NEW"}},
    )["result"]["item"]
    told = [event.ref.id for event in (await crm.changes(start)).events]
    assert told == [made.id, made.id], "of the deal we hear under the lead's number"
    seen = await crm.read(made)
    assert seen
    assert (seen.ref.id, seen.place) == (made.id, Place("NEW", "0"))

    lead = replace(rig.card(Entity.LEAD, 1), ref=made, place=Place("WON", "0"))
    await crm.upsert(Bundle(lead=lead, delivery="won"))
    assert portal.items[2][deal["id"]]["stageId"] == "WON"
    seen = await crm.read(made)
    assert seen
    assert seen.closed == "won"


async def test_a_call_about_a_deal_is_about_its_lead(rig: BitrixRig, portal: Portal) -> None:
    crm = rig.adapter()
    made = (await crm.upsert(rig.sample()))[Entity.LEAD]
    fields = {"title": "Сделка", "leadId": made.id[2:]}
    told = portal.do("crm.item.add", {"entityTypeId": 2, "fields": fields})["result"]["item"]
    other = portal.do("crm.item.add", {"entityTypeId": 2, "fields": {"title": "Чужая"}})
    auth = {"auth[application_token]": APPLICATION_TOKEN}

    async def about(number: int, event: str = "ONCRMDEALUPDATE") -> str:
        request = rig.told({**auth, "data[FIELDS][ID]": str(number)}, event)
        (event_told,) = await crm.events(request)
        return (await crm.traced(event_told)).ref.id

    assert await about(told["id"]) == await about(told["id"], "ONCRMDEALADD") == made.id
    theirs = other["result"]["item"]["id"]
    assert await about(theirs) == f"2:{theirs}"
    assert await about(999_999) == "2:999999", "a deal that is gone"
    before = len(portal.calls)
    assert await about(int(made.id[2:]), "ONCRMLEADUPDATE") == made.id
    assert len(portal.calls) == before


async def test_a_lead_that_is_no_deal_yet_waits_for_it(rig: BitrixRig) -> None:
    crm = rig.adapter()
    made = (await crm.upsert(rig.sample()))[Entity.LEAD]
    lead = replace(rig.card(Entity.LEAD, 1), ref=made, place=Place("EXECUTING", "0"))
    with pytest.raises(CrmUnavailable, match="not made into a deal"):
        await crm.upsert(Bundle(lead=lead, delivery="second"))


async def test_a_mode_that_is_none_is_refused(rig: BitrixRig) -> None:
    with pytest.raises(CrmConfigError, match="leads or deals"):
        rig.adapter(mode="both")
    with pytest.raises(CrmConfigError, match="inbound webhook"):
        rig.adapter(webhook="")


async def test_a_reason_needs_a_place(rig: BitrixRig) -> None:
    lead = replace(rig.sample().lead, place=rig.lost)
    with pytest.raises(CrmUnsupported, match="loss_field"):
        await rig.adapter(loss_field="").upsert(Bundle(lead=lead, delivery="first"))
    assert rig.count(Entity.LEAD) == 0


# ---------------------------------------------------------------------------------- writing


async def test_what_was_done_before_a_failure_is_kept(rig: BitrixRig) -> None:
    bundle = rig.sample()
    wrong = replace(bundle.lead, fields={**bundle.lead.fields, "opportunity": "много"})
    crm = rig.adapter()
    with pytest.raises(CrmRejected, match="Wrong value of opportunity") as caught:
        await crm.upsert(replace(bundle, lead=wrong))
    assert set(caught.value.made) == {Entity.COMPANY, Entity.CONTACT}
    made = await crm.upsert(bundle.known(caught.value.made))
    assert (rig.count(Entity.COMPANY), rig.count(Entity.CONTACT)) == (1, 1)
    assert rig.tied(made[Entity.LEAD]) == {
        made[Entity.COMPANY].id,
        made[Entity.CONTACT].id,
    }


async def test_the_leads_after_a_refused_one_are_tried_again(rig: BitrixRig) -> None:
    bundles = [rig.sample(number) for number in (1, 2, 3)]
    wrong = replace(bundles[1].lead, fields={"opportunity": "много"})
    bundles[1] = replace(bundles[1], lead=wrong)
    first, second, third = await rig.adapter().upsert_many(bundles)
    assert not isinstance(first, CrmError)
    assert isinstance(second, CrmRejected)
    assert isinstance(third, CrmUnavailable)
    assert not third.made
    assert rig.count(Entity.LEAD) == 1


async def test_what_a_person_writes_refers_to_nothing(rig: BitrixRig) -> None:
    bundle = rig.sample()
    text = "$result[company0][item][id] & fields[title]=x"
    lead = replace(bundle.lead, fields={**bundle.lead.fields, "comments": text})
    made = await rig.adapter().upsert(replace(bundle, lead=lead))
    assert rig.item(made[Entity.LEAD])["comments"] == text.replace("$result", "$ result")


async def test_phones_of_others_stay(rig: BitrixRig) -> None:
    crm = rig.adapter()
    made = (await crm.upsert(rig.sample()))[Entity.CONTACT]
    records = rig.item(made)["fm"]
    records.append({"id": 900, "typeId": "PHONE", "valueType": "HOME", "value": "+74950000000"})
    lead = rig.sample(2).lead

    async def write(**values: CrmValue | None) -> list[str]:
        card = replace(rig.card(Entity.CONTACT, 1, **values), ref=made)
        await crm.upsert(Bundle(lead=lead, contact=card, delivery="again"))
        return [one["value"] for one in records if one["typeId"] == "PHONE"]

    assert await write(phone="+79120000001") == ["+79120000001", "+74950000000"]
    assert await write(phone="+79991112233") == ["+79991112233", "+74950000000"]
    both = ("+79991112233", "+79994445566")
    assert await write(phone=both) == ["+79991112233", "+79994445566"]
    assert await write(phone=None) == []


async def test_our_key_ends_a_text_and_is_found_there(rig: BitrixRig, portal: Portal) -> None:
    crm = rig.adapter()
    made = (await crm.upsert(rig.sample()))[Entity.LEAD]
    for number in range(60):
        portal.do(
            "crm.timeline.comment.add",
            {"fields": {"ENTITY_ID": made.id[2:], "ENTITY_TYPE": "lead", "COMMENT": f"{number}"}},
        )
    assert await crm.find(Entity.NOTE, "note-1", made) is None
    portal.comments[0]["COMMENT"] = "Бриф\n\n[note-1]"
    found = await crm.find(Entity.NOTE, "note-1", made)
    assert found
    assert found.id == portal.comments[0]["ID"]


# ------------------------------------------------------------------- who was there before us


async def test_many_are_looked_for_in_one_call(rig: BitrixRig, portal: Portal) -> None:
    crm = rig.adapter()
    for number in range(1, 26):
        rig.by_hand(rig.card(Entity.CONTACT, number, phone=f"+7912000{number:04}"))
    asked = [Likeness(Entity.CONTACT, {PHONE: f"+7912000{number:04}"}) for number in range(1, 26)]
    found = await crm.recognise(asked)
    assert [len(cards) for cards in found] == [1] * 25
    assert len(portal.calls) == 2, "a batch of searches, and a list of what they found"
    nobody = [replace(one, marks={PHONE: "+79990000000"}) for one in asked]
    assert await crm.recognise(nobody) == [[]] * 25
    assert len(portal.calls) == 3


async def test_a_company_is_known_by_its_requisites_and_its_site(
    rig: BitrixRig, portal: Portal
) -> None:
    first, second = (rig.by_hand(rig.card(Entity.COMPANY, n, name=f"Фирма {n}")) for n in (1, 2))
    number = first.id.partition(":")[2]
    portal.requisites.append({"ENTITY_TYPE_ID": 4, "ENTITY_ID": number, "RQ_INN": "7707083893"})
    site = {"id": 900, "typeId": "WEB", "valueType": "WORK", "value": "https://romashka.example"}
    rig.item(second)["fm"].append(site)
    asked = [
        Likeness(Entity.COMPANY, {INN: "7707083893"}),
        Likeness(Entity.COMPANY, {SITE: "romashka.example"}, {SITE: "WEB"}),
    ]
    ((by_inn,), (by_site,)) = await rig.adapter().recognise(asked)
    assert (by_inn.ref.id, by_site.ref.id) == (first.id, second.id)


async def test_the_key_of_another_system_is_not_free(rig: BitrixRig) -> None:
    ref = rig.by_hand(rig.card(Entity.CONTACT, 1, phone="+79120000001"))
    rig.item(ref).update({"originatorId": "1C", "originId": "000123"})
    ((seen,),) = await rig.adapter().recognise([Likeness(Entity.CONTACT, {PHONE: "+79120000001"})])
    assert (seen.key, seen.other_key) == (None, True)


async def test_a_found_person_stays_with_their_company(rig: BitrixRig) -> None:
    bundle, person = rig.sample(), rig.by_hand(rig.card(Entity.CONTACT, 1, name="Анна"))
    rig.item(person)["companyId"] = 77
    assert bundle.contact
    found = replace(bundle.contact, fields={}, ref=person, found=True)
    made = await rig.adapter().upsert(replace(bundle, contact=found))
    assert rig.item(person)["companyId"] == 77
    assert rig.tied(made[Entity.LEAD]) == {person.id, made[Entity.COMPANY].id}


# --------------------------------------------------------------------------- pace and tokens


async def test_an_honest_pace_never_overflows_the_bucket(rig: BitrixRig) -> None:
    crm = rig.adapter(mode="leads")
    begun = rig.clock.now()
    for _ in range(400):
        await crm.find(Entity.LEAD, "prequal-lead-1")
    seconds = (rig.clock.now() - begun).total_seconds()
    allowed = 50 + 2 * seconds
    assert 0.95 * allowed <= 400 <= allowed


async def test_a_method_that_worked_too_long_rests_alone(rig: BitrixRig, portal: Portal) -> None:
    crm = rig.adapter(mode="leads")
    portal.operating["crm.item.list"] = 440.0
    await crm.find(Entity.LEAD, "prequal-lead-1")
    with pytest.raises(CrmRateLimited) as caught:
        await crm.find(Entity.LEAD, "prequal-lead-1")
    assert caught.value.retry_after == pytest.approx(600)
    await crm.upsert(rig.sample())


async def test_a_method_over_its_time_says_when(rig: BitrixRig, portal: Portal) -> None:
    reset_at = int(START.timestamp()) + 90
    told = {"error": "OPERATION_TIME_LIMIT", "time": {"operating_reset_at": reset_at}}
    portal.faults.append(json_fault(429, told, writes_only=False))
    crm = rig.adapter(mode="leads")
    with pytest.raises(CrmUnavailable) as caught:
        await crm.find(Entity.LEAD, "prequal-lead-1")
    assert caught.value.retry_after == pytest.approx(90)
    await crm.upsert(rig.sample())


def by_oauth(rig: BitrixRig, **options: str) -> Bitrix24Crm:
    client_id, client_secret = CLIENT
    return rig.adapter(
        webhook="",
        portal=rig.crm.url,
        oauth_host=rig.crm.url,
        client_id=client_id,
        client_secret=client_secret,
        **options,
    )


async def test_a_token_that_ran_out_is_changed_once(rig: BitrixRig, portal: Portal) -> None:
    crm = by_oauth(rig, refresh_token=portal.refresh)
    await crm.check()
    assert portal.refreshes == 1
    rig.tokens.tokens = Tokens("access-old-0123456789", portal.refresh, START)
    made = await crm.upsert(rig.sample())
    assert portal.refreshes == 2
    assert rig.count(Entity.LEAD) == 1
    kept = await rig.tokens.get()
    assert kept is not None
    assert kept.refresh == portal.refresh
    assert made[Entity.LEAD].url


async def test_a_refused_refresh_asks_for_a_person(rig: BitrixRig) -> None:
    with pytest.raises(CrmAuthError, match="invalid_grant"):
        await by_oauth(rig, refresh_token="refresh-wrong-0123456789").check()
    with pytest.raises(CrmAuthError, match="never connected"):
        await by_oauth(rig).check()


async def test_a_portal_that_moved_is_named_and_not_followed(
    rig: BitrixRig, portal: Portal
) -> None:
    moved = Fault(status=302, headers={"Location": "https://new.example/rest/"}, writes_only=False)
    portal.faults.append(moved)
    with pytest.raises(CrmConfigError, match=r"moved to new\.example"):
        await rig.adapter().check()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "", "error_description": "Access denied."}, CrmAuthError),
        (400, {"error": 0, "error_description": "Элемент not found"}, CrmError),
        (503, {"error": "OVERLOAD_LIMIT"}, CrmConfigError),
        (400, {"error": "100", "error_description": "Could not find value"}, CrmRejected),
    ],
)
async def test_errors_are_read_by_status_code_and_text(
    rig: BitrixRig, portal: Portal, status: int, body: object, error: type[CrmError]
) -> None:
    portal.faults.append(json_fault(status, body, writes_only=False))
    with pytest.raises(error):
        await rig.adapter(mode="leads").find(Entity.LEAD, "prequal-lead-1")


# ------------------------------------------------------------------------------- coming back


async def test_more_changes_than_a_page_are_all_told(rig: BitrixRig, portal: Portal) -> None:
    crm = rig.adapter()
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(60)
    for number in range(120):  # all in one moment: the page can't end at a later one
        fields = {"title": str(number), "originatorId": "prequal", "originId": f"k{number}"}
        portal.do("crm.item.add", {"entityTypeId": 1, "fields": fields})
    seen: set[str] = set()
    while True:
        page = await crm.changes(cursor)
        seen |= {event.id for event in page.events}
        cursor = page.cursor
        if not page.more:
            break
    assert len(seen) == 120
    await rig.clock.sleep(600)
    assert {event.id for event in (await crm.changes(cursor)).events} <= seen


async def test_a_call_tells_what_happened(rig: BitrixRig) -> None:
    good = {"auth[application_token]": APPLICATION_TOKEN}
    crm = rig.adapter()
    (event,) = await crm.events(rig.told(good, "ONCRMLEADDELETE"))
    assert (event.change, event.ref.id, event.at) == (Change.DELETED, "1:342", START)
    assert APPLICATION_TOKEN not in str(event.raw)
    (event,) = await crm.events(rig.told(good, "ONCRMDEALADD"))
    assert (event.change, event.ref.id) == (Change.ADDED, "2:342")
    assert not await crm.events(rig.told(good, "ONTASKADD"))


async def test_a_choice_is_made_with_its_options(rig: BitrixRig) -> None:
    crm = rig.adapter()
    wanted = CrmField(
        Entity.LEAD, "TG_SEGMENT", FieldType.CHOICE, "Сегмент", {"a": "Крупный", "b": "Малый"}
    )
    made = await crm.make_field(wanted)
    assert made.name == "UF_CRM_TG_SEGMENT"
    assert list(made.options.values()) == ["Крупный", "Малый"]
    with pytest.raises(CrmRejected, match="43 letters"):
        await crm.make_field(replace(wanted, name="Сегмент"))
    schema = await crm.schema()
    assert len(schema.users) == 60, "every page of them"
    assert schema.stage("9", "C9:WON")
