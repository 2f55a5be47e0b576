"""EspoCRM keeps the contract, and its own ways are known."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest

from crm_sync.adapters.espocrm.adapter import EspoCrm
from crm_sync.cards import Bundle, Card, CrmRef, CrmValue, Entity, Place
from crm_sync.contract import Account
from crm_sync.errors import CrmAuthError, CrmConfigError, CrmRejected, CrmUnavailable
from crm_sync.events import Change, CrmEvent, InboundRequest
from crm_sync.likeness import INN, PHONE, SITE, Likeness
from crm_sync.schema import CrmField, FieldType
from leads.importing.rows import Kind
from tests.crm_sync.contract import FILE, SETTINGS, TASK, CrmAdapterContract, rows_of
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.emulators.espocrm import (
    ADMIN,
    BOT,
    HOOK_SECRET,
    KEY,
    OWNER,
    SECRET_KEY,
    Espo,
    signature,
)
from tests.crm_sync.rig import Beside, Mishap, Rig, account_of, whole_base

SCOPES = {Entity.LEAD: "Opportunity", Entity.CONTACT: "Contact", Entity.COMPANY: "Account"}


def reason_fault(status: int, reason: str, *, writes_only: bool = True) -> Fault:
    """An error as the server tells it: the reason in a header, nothing in the body."""
    return Fault(status=status, headers={"X-Status-Reason": reason}, writes_only=writes_only)


class EspoRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "name", "text": "description", "amount": "amount"},
        Entity.CONTACT: {"name": "firstName", "phone": "phoneNumber", "email": "emailAddress"},
        Entity.COMPANY: {"name": "name", "inn": "cInn"},
    }
    place = Place("Qualification")
    lost = Place("Closed Lost", None, "Price")
    owner = OWNER
    ignores_unknown_fields = True
    new_field = "new"
    secrets = (KEY, HOOK_SECRET, SECRET_KEY, ADMIN.partition(":")[2])
    minimum_calls = 3
    by_hand_phone = "+79120000001"

    def __init__(self) -> None:
        super().__init__()
        self.crm = Espo(self.clock)
        self.crm.own["Account"]["cInn"] = {"type": "varchar"}

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self, **options: str) -> EspoCrm:
        told = {"address": self.crm.url, "key": KEY, "hook_secrets": f"other {HOOK_SECRET}"}
        told |= {"admin": ADMIN, "loss_field": "cLossReason"}
        return EspoCrm(account_of(EspoCrm, **{**told, **options}), self.services(EspoCrm))

    def upset(self, mishap: Mishap) -> None:
        refused = f"Field validation failure; field: amount, type: valid. {KEY}"
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: reason_fault(503, "Application is in maintenance mode."),
            Mishap.LIMITED: json_fault(429, {}, Retry_After=str(int(self.wait))),
            Mishap.DOWN: reason_fault(500, KEY),
            Mishap.BAD_TOKEN: reason_fault(401, "", writes_only=False),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: reason_fault(400, refused),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return sum(not one["deleted"] for one in self.crm.records[SCOPES[entity]].values())

    def record(self, ref: CrmRef) -> dict[str, Any]:
        return self.crm.records[SCOPES[ref.entity]][ref.id]

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        return self.record(ref)

    def tied(self, lead: CrmRef) -> frozenset[str]:
        record = self.record(lead)
        return frozenset([*record["contactsIds"], *filter(None, [record.get("accountId")])])

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        def lying(scope: str) -> list[dict[str, Any]]:
            return [one for one in self.crm.records[scope].values() if one["parentId"] == at.id]

        if entity is Entity.TASK:
            return [
                Beside(
                    f"{one['name']}\n{one['description']}",
                    at_of(one.get("dateStart") or one["dateEnd"]),
                    over=one.get("status") in ("Held", "Not Held"),
                )
                for one in (*lying("Task"), *lying("Meeting"))
            ]
        posts = lying("Note")
        if entity is Entity.FILE:
            files = [number for one in posts for number in one.get("attachmentsIds", ())]
            return [Beside(self.crm.records["Attachment"][one]["name"]) for one in files]
        return [Beside(one["post"]) for one in posts if not one.get("attachmentsIds")]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        record = self.record(lead)
        place = Place(record["stage"], None, record.get("cLossReason"))
        return place, record.get("assignedUserId")

    def move(self, lead: CrmRef, stage: str) -> None:
        self.record(lead).update(stage=stage, modifiedAt=self.crm.stamp())

    def by_hand(self, card: Card) -> CrmRef:
        fields = {"lastName": "Иванова", "closeDate": "2026-06-01", **card.fields}
        return CrmRef(card.entity, self.crm.make(SCOPES[card.entity], fields)["id"])

    def remove(self, ref: CrmRef) -> None:
        self.record(ref)["deleted"] = True

    def vouched(self) -> InboundRequest:
        return self.told([{"id": "d-1", "stage": "Closed Won"}])

    def forged(self) -> Sequence[InboundRequest]:
        good = self.vouched()
        return [
            self.told([{"id": "d-1"}], secret="another"),
            self.told([{"id": "d-1"}], secret="another", old=True),
            InboundRequest("POST", good.url, {}, good.body, good.received_at),
            InboundRequest("POST", good.url, good.headers, b"[]", good.received_at),
            InboundRequest("POST", good.url, {"signature": "é"}, good.body, good.received_at),
            self.told({}),
            self.told([]),
        ]

    def told(
        self, records: object, *, secret: str = HOOK_SECRET, old: bool = False
    ) -> InboundRequest:
        body = json.dumps(records).encode()
        headers = signature(body, secret, old=old)
        return InboundRequest("POST", "https://bot.example/crm", headers, body, self.clock.now())


def at_of(text: Any) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)


class TestEspo(CrmAdapterContract):
    kind = EspoCrm

    def make_rig(self) -> EspoRig:
        return EspoRig()


@pytest.fixture
async def rig() -> AsyncIterator[EspoRig]:
    rig = EspoRig()
    await rig.start()
    yield rig
    await rig.close()


async def lead_of(rig: EspoRig, **values: CrmValue | None) -> CrmRef:
    lead = rig.card(Entity.LEAD, 1, **values) if values else rig.sample().lead
    return (await rig.adapter().upsert(Bundle(lead=lead, delivery="first")))[Entity.LEAD]


# ----------------------------------------------------------------------------------- its base


async def test_a_base_knows_whose_a_deal_is_and_how_it_ended(rig: EspoRig) -> None:
    firm = rig.by_hand(rig.card(Entity.COMPANY, 0, name="Ромашка"))
    anna, oleg = (rig.by_hand(rig.card(Entity.CONTACT, 0, name=one)) for one in ("Анна", "Олег"))
    people: dict[str, CrmValue] = {"accountId": firm.id, "contactsIds": (anna.id, oleg.id)}
    won, lost, open_ = (
        rig.by_hand(Card(Entity.LEAD, "", {"name": "Поставка", "amount": 1500, **more}))
        for more in (
            {**people, "stage": "Closed Won", "contactId": oleg.id, "amountCurrency": "EUR"},
            {**people, "stage": "Closed Lost", "cLossReason": "Price"},
            {"amount": 0},
        )
    )
    cards = await whole_base(rig.adapter(), Kind.DEALS, {})
    closed = [row.deal.closed_at for row in rows_of(Kind.DEALS, cards) if row.deal]
    assert closed == [datetime(2026, 6, 1, 12, tzinfo=SETTINGS.zone)] * 2 + [None]
    told = {card.ref.id: card.cells for card in cards}
    begun = at_of(rig.record(won)["createdAt"])
    assert told[won.id] == {
        "key": won.id,
        "title": "Поставка",
        "stage": "Closed Won",
        "ended": "won",
        "amount": 1500,
        "currency": "EUR",
        "opened_at": begun,
        "closed_at": date(2026, 6, 1),
        "company_key": firm.id,
        "person_key": oleg.id,
    }
    assert (told[lost.id]["person_key"], told[lost.id]["loss_reason"]) == (anna.id, "Price")
    assert not {"amount", "closed_at", "company_key", "person_key"} & told[open_.id].keys()


async def test_a_page_begins_where_the_last_one_ended(rig: EspoRig) -> None:
    people = [rig.by_hand(rig.card(Entity.CONTACT, 0, name=f"Анна {n}")) for n in range(150)]
    crm = rig.adapter()
    first = await crm.base(Kind.CONTACTS, None, {})
    rig.remove(people[0])  # somebody tidies up meanwhile
    second = await crm.base(Kind.CONTACTS, first.cursor, {})
    told = [card.ref.id for card in (*first.cards, *second.cards)]
    assert (told, second.cursor) == ([one.id for one in people], None)


# ---------------------------------------------------------------------------------- writing


async def test_what_was_done_before_a_failure_is_kept(rig: EspoRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    wrong = replace(bundle.lead, place=Place("No such"))
    with pytest.raises(CrmRejected, match="stage") as caught:
        await crm.upsert(replace(bundle, lead=wrong))
    assert caught.value.field == "stage"
    assert set(caught.value.made) == {Entity.COMPANY, Entity.CONTACT}
    made = await crm.upsert(bundle.known(caught.value.made))
    assert (rig.count(Entity.COMPANY), rig.count(Entity.CONTACT)) == (1, 1)
    assert rig.tied(made[Entity.LEAD]) == {ref.id for ref in caught.value.made.values()}


async def test_what_the_server_demands_is_filled_in(rig: EspoRig) -> None:
    crm = rig.adapter()
    lead = await lead_of(rig, title="Анна <b>= 1</b>", amount=None)
    record = rig.record(lead)
    assert record["name"] == "Анна ‹b›＝ 1‹/b›"
    assert (record["amount"], record["closeDate"]) == (0, "2026-04-01")
    seen = await crm.read(lead)
    assert seen
    assert "amount" not in seen.fields, "nobody has told an amount yet"
    assert seen.fields["closeDate"] == date(2026, 4, 1)
    long = rig.card(Entity.COMPANY, 1, name="Общество " * 40)
    contact = rig.card(Entity.CONTACT, 1, name="Анна")
    bundle = Bundle(lead=rig.sample(2).lead, contact=contact, company=long, delivery="second")
    made = await crm.upsert(bundle)
    assert rig.record(made[Entity.COMPANY])["name"].startswith("Общество Общество")
    assert rig.record(made[Entity.CONTACT])["lastName"] == "—"
    person = await crm.read(made[Entity.CONTACT])
    assert person
    assert "lastName" not in person.fields


async def test_one_who_looks_like_another_is_written_all_the_same(rig: EspoRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    await crm.upsert(bundle)
    assert bundle.contact is not None
    twin = replace(bundle.contact, key="prequal-contact-2")
    await crm.upsert(Bundle(lead=rig.sample(2).lead, contact=twin, delivery="second"))
    assert rig.count(Entity.CONTACT) == 2


async def test_a_second_phone_and_a_site_are_recognised(rig: EspoRig) -> None:
    crm = rig.adapter()
    rows = [{"phoneNumber": one} for one in ("+74950000000", "+79120000001")]
    person = rig.crm.make("Contact", {"lastName": "А", "phoneNumberData": rows})
    sites = ("https://notromashka.example", "https://www.romashka.example/about")
    _, company = [rig.crm.make("Account", {"name": "Ромашка", "website": site}) for site in sites]
    asked = [
        Likeness(Entity.CONTACT, {PHONE: "+79120000001"}),
        Likeness(Entity.COMPANY, {SITE: "romashka.example"}),
        Likeness(Entity.COMPANY, {INN: "7707083893"}),
    ]
    people, companies, nobody = await crm.recognise(asked)
    assert [one.ref.id for one in people] == [person["id"]]
    assert [one.ref.id for one in companies] == [company["id"]]
    assert not nobody, "no field of theirs holds an INN"


async def test_a_conflict_names_nobody(rig: EspoRig) -> None:
    alike = [{"id": "1", "name": "Чужой Человек", "phoneNumber": "+79990000000"}]
    rig.crm.faults.append(json_fault(409, alike, X_Status_Reason="duplicate"))
    with pytest.raises(CrmRejected, match=r"409: duplicate$"):
        await lead_of(rig)


async def test_a_new_person_of_a_known_lead_is_tied_beside_the_others(rig: EspoRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    made = await crm.upsert(bundle)
    another = rig.sample(2).contact
    again = await crm.upsert(replace(bundle.known(made), contact=another, delivery="second"))
    people = {made[Entity.CONTACT].id, again[Entity.CONTACT].id}
    assert rig.tied(made[Entity.LEAD]) == people | {made[Entity.COMPANY].id}
    assert rig.record(again[Entity.CONTACT])["accountId"] == made[Entity.COMPANY].id


async def test_phones_of_others_stay(rig: EspoRig) -> None:
    crm = rig.adapter()
    made = (await crm.upsert(rig.sample()))[Entity.CONTACT]
    home = {"phoneNumber": "+74950000000", "type": "Home", "primary": False}
    rig.record(made)["phoneNumberData"].append(home)

    async def write(value: CrmValue | None) -> list[tuple[str, str]]:
        card = replace(rig.card(Entity.CONTACT, 1, phone=value), ref=made)
        await crm.upsert(Bundle(lead=rig.sample(2).lead, contact=card, delivery="again"))
        rows = rig.record(made)["phoneNumberData"]
        return [(one["phoneNumber"], one["type"]) for one in rows]

    assert await write("+79991112233") == [("+79991112233", "Mobile"), ("+74950000000", "Home")]
    grown = ("+79991112233", "+74950000000", "+78120000000")
    assert await write(grown) == [
        ("+79991112233", "Mobile"),
        ("+74950000000", "Home"),
        ("+78120000000", "Mobile"),
    ]
    seen = await crm.read(made)
    assert seen
    assert seen.fields["phoneNumber"] == grown
    assert await write(None) == []


async def test_values_come_back_as_they_went(rig: EspoRig) -> None:
    own = rig.crm.own["Opportunity"]
    own |= {"cNeeds": {"type": "multiEnum"}, "cSeen": {"type": "datetime"}}
    own |= {"cDay": {"type": "date"}, "cKeen": {"type": "bool"}}
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(minutes=5)
    wanted: dict[str, CrmValue] = {
        "cNeeds": ("Сайт", "CRM"),
        "cSeen": moment,
        "cDay": date(2026, 5, 1),
        "cKeen": True,
        "cUnknown": "dropped without a word",
    }
    crm = rig.adapter()
    lead = replace(rig.sample().lead, fields={"name": "Анна", **wanted})
    made = (await crm.upsert(Bundle(lead=lead, delivery="first")))[Entity.LEAD]
    seen = await crm.read(made)
    assert seen
    assert rig.record(made)["cSeen"] == "2026-03-02 12:05:00"
    wanted.pop("cUnknown")
    assert {name: seen.fields[name] for name in seen.fields if name[:1] == "c"}.items() >= (
        wanted.items()
    )
    assert "cUnknown" not in seen.fields


async def test_a_file_is_found_by_its_key(rig: EspoRig) -> None:
    crm, lead = rig.adapter(), await lead_of(rig)
    rig.crm.faults.append(json_fault(200, {}))
    with pytest.raises(CrmUnavailable, match="Attachment"):
        await crm.add_file(lead, FILE)
    made = await crm.add_file(lead, FILE)
    found = await crm.find(Entity.FILE, FILE.key, lead)
    assert found
    assert found.id == made.id
    assert await crm.find(Entity.FILE, "file-2", lead) is None
    (attachment,) = rig.crm.records["Attachment"].values()
    assert attachment["file"].startswith("data:application/pdf;base64,JVBERi0xLjQg")


async def test_a_task_is_somebodys_and_a_meeting_has_its_length(rig: EspoRig) -> None:
    crm, lead = rig.adapter(), await lead_of(rig)
    await crm.add_task(lead, TASK)
    (task,) = rig.crm.records["Task"].values()
    assert task["assignedUserId"] == BOT, "nobody has the card: whoever made it"
    rig.record(lead)["assignedUserId"] = OWNER
    await crm.add_task(lead, replace(TASK, key="task-2", minutes=45))
    (meeting,) = rig.crm.records["Meeting"].values()
    assert meeting["assignedUserId"] == OWNER
    assert (meeting["dateStart"], meeting["dateEnd"]) == (
        "2026-03-03 11:00:00",
        "2026-03-03 11:45:00",
    )
    assert await crm.find(Entity.TASK, "task-2", lead)
    assert await crm.find(Entity.TASK, "task_2", lead) is None, "no pattern of SQL"


async def test_without_a_place_for_our_key_nothing_is_written(rig: EspoRig) -> None:
    options = account_of(EspoCrm, address=rig.crm.url, key=KEY).options
    crm = EspoCrm(Account("main", "espocrm", options), rig.services(EspoCrm))
    with pytest.raises(CrmConfigError, match="no place for our key"):
        await crm.upsert(rig.sample())
    assert rig.count(Entity.LEAD) == 0


async def test_a_record_that_may_not_be_changed_stops_no_other(rig: EspoRig) -> None:
    crm, lead = rig.adapter(), await lead_of(rig)
    changed = replace(rig.card(Entity.LEAD, 1, title="x"), ref=lead)
    rig.crm.faults.append(reason_fault(403, "No edit access."))
    with pytest.raises(CrmRejected, match="No edit access"):
        await crm.upsert(Bundle(lead=changed, delivery="second"))
    rig.crm.faults.append(reason_fault(403, "No create access."))
    with pytest.raises(CrmAuthError, match="No create access"):
        await lead_of(rig)


async def test_an_erased_person_leaves_the_key_and_the_outcome(rig: EspoRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    rig.crm.own["Opportunity"]["cGoal"] = {"type": "text"}
    fields = {**bundle.lead.fields, "cGoal": "Анна хочет CRM"}
    lead = replace(bundle.lead, fields=fields, place=rig.lost)
    made = (await crm.upsert(replace(bundle, lead=lead)))[Entity.LEAD]
    await crm.erase(made)
    assert "Анна" not in json.dumps(rig.record(made), ensure_ascii=False)
    seen = await crm.read(made)
    assert seen
    assert (seen.key, seen.closed) == (lead.key, "lost")
    assert seen.place == rig.lost


# ------------------------------------------------------------------------- account and fields


async def test_a_signature_takes_the_place_of_the_key(rig: EspoRig) -> None:
    crm = rig.adapter(secret_key=SECRET_KEY)
    await crm.upsert(rig.sample())
    assert not [call for call in rig.crm.calls if "x-api-key" in call.headers]
    with pytest.raises(CrmAuthError):
        await rig.adapter(secret_key="another-0123456789").check()


async def test_a_field_gets_its_letter_and_needs_an_administrator(rig: EspoRig) -> None:
    crm = rig.adapter()
    options = {"big": "Крупный", "small": "Малый"}
    wanted = CrmField(Entity.LEAD, "cSegment", FieldType.CHOICE, "Сегмент", options)
    made = await crm.make_field(wanted)
    assert (made.name, list(made.options)) == ("cSegment", ["big", "small"])
    assert (await crm.make_field(CrmField(Entity.LEAD, "goal", FieldType.TEXT))).name == "cGoal"
    key = Account("main", "espocrm", crm_options(rig), {Entity.LEAD: "cPrequalKey"})
    keyed = EspoCrm(key, rig.services(EspoCrm))
    await keyed.make_field(CrmField(Entity.LEAD, "cPrequalKey", FieldType.TEXT))
    assert rig.crm.own["Opportunity"]["cPrequalKey"]["type"] == "varchar"
    with pytest.raises(CrmConfigError, match=r"segment of Opportunity, type enum: do it by hand"):
        await rig.adapter(admin="").make_field(wanted)
    with pytest.raises(CrmAuthError):
        await rig.adapter(admin="admin:wrong-password").make_field(wanted)


def crm_options(rig: EspoRig) -> Mapping[str, str]:
    return account_of(EspoCrm, address=rig.crm.url, key=KEY, admin=ADMIN).options


async def test_the_schema_says_what_can_be_written(rig: EspoRig) -> None:
    schema = await rig.adapter().schema()
    assert list(schema.loss_reasons) == ["Price", "Competitor", "No budget"]
    (pipeline,) = schema.pipelines
    assert [one.closing for one in pipeline.stages[-3:]] == [None, "won", "lost"]
    assert [user.id for user in schema.users] == [OWNER]
    name = schema.field(Entity.CONTACT, "name")
    assert name
    assert name.read_only, "a name is made of its parts"
    assert schema.field(Entity.LEAD, "accountId")
    assert schema.field(Entity.LEAD, "amountCurrency")


async def test_a_stage_that_was_added_meanwhile_is_asked_for(rig: EspoRig) -> None:
    crm, lead = rig.adapter(), await lead_of(rig)
    rig.move(lead, "Closed Won")
    seen = await crm.read(lead)
    assert seen
    assert seen.closed == "won"
    stage = rig.crm.stage
    stage["options"].append("Paid")
    stage["probabilityMap"]["Paid"] = 100
    rig.move(lead, "Paid")
    again = await crm.read(lead)
    assert again
    assert again.closed == "won"


# ------------------------------------------------------------------------------ coming back


async def all_changes(crm: EspoCrm, cursor: str) -> tuple[list[CrmEvent], str]:
    events: list[CrmEvent] = []
    while True:
        page = await crm.changes(cursor)
        events += page.events
        cursor = page.cursor
        if not page.more:
            return events, cursor


async def test_more_changes_than_a_page_are_all_told(rig: EspoRig) -> None:
    crm = rig.adapter()
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(60)
    made = await lead_of(rig)
    record = rig.record(made) | {"modifiedAt": rig.crm.stamp()}
    for number in range(250):
        rig.crm.records["Opportunity"][f"d{number:03}"] = {**record, "id": f"d{number:03}"}
    events, cursor = await all_changes(crm, cursor)
    seen = {event.id for event in events}
    assert len(seen) == 251
    await rig.clock.sleep(600)
    rig.move(made, "Closed Won")
    (event,) = [one for one in (await all_changes(crm, cursor))[0] if one.id not in seen]
    assert event.change is Change.CHANGED
    assert event.snapshot
    assert event.snapshot.closed == "won"


async def test_a_call_tells_of_each_once(rig: EspoRig) -> None:
    crm = rig.adapter()
    told = [{"id": "d-1", "stage": "Proposal"}, {"id": "d-2"}, {"id": "d-1", "amount": 5}]
    first, second = await crm.events(rig.told(told))
    assert (first.ref.id, first.change) == ("d-1", Change.CHANGED)
    assert (second.ref.id, second.change) == ("d-2", Change.DELETED)
    (old,) = await crm.events(rig.told([{"id": "d-1", "stage": "Proposal"}], old=True))
    assert old.ref.id == "d-1"
    await rig.clock.sleep(1)
    (again,) = await crm.events(rig.told([{"id": "d-1", "stage": "Proposal"}]))
    assert again.id != old.id, "the same change may be made twice"
