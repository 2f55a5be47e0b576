"""amoCRM keeps the contract, and its own ways are known."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest

from crm_sync.adapters.amocrm.adapter import AmoCrm
from crm_sync.cards import Bundle, Card, CrmFile, CrmRef, CrmTask, CrmValue, Entity, Place
from crm_sync.contract import Account
from crm_sync.errors import (
    CrmAuthError,
    CrmConfigError,
    CrmError,
    CrmRateLimited,
    CrmRejected,
)
from crm_sync.events import Change, InboundRequest
from crm_sync.schema import CrmField, FieldType
from crm_sync.tokens import Tokens
from leads.crm_back.meeting import MeetingState
from tests.crm_sync.contract import TASK, CrmAdapterContract
from tests.crm_sync.emulators.amocrm import CLIENT, OWNER, TOKEN, Amo
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.rig import START, Beside, MemoryTokens, Mishap, Rig, account_of

SECRET = "hook-secret-0123456789"
KINDS = {Entity.LEAD: "leads", Entity.CONTACT: "contacts", Entity.COMPANY: "companies"}


class AmoRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "name", "text": "ABOUT", "amount": "price"},
        Entity.CONTACT: {"name": "name", "phone": "PHONE", "email": "EMAIL"},
        Entity.COMPANY: {"name": "name", "inn": "INN"},
    }
    place = Place("33929749", "3383152")
    lost = Place("143", "3383152", "7323")
    owner = str(OWNER)
    new_field = "NEW"
    unheard_of = "404404"
    by_hand_phone = "+79120000001"
    secrets = (TOKEN, SECRET, CLIENT[1])

    def __init__(self) -> None:
        super().__init__()
        self.crm = Amo(self.clock)
        self.crm.field("companies", "INN", "text")
        self.tokens = MemoryTokens()

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self, **options: str) -> AmoCrm:
        told = {"address": self.crm.url, "token": TOKEN, "hook_secret": SECRET}
        account = account_of(AmoCrm, **{**told, "account_id": "29085955", **options})
        return AmoCrm(account, self.services(AmoCrm, self.tokens))

    def upset(self, mishap: Mishap) -> None:
        refused = {"code": "NotBlank", "path": "name", "detail": f"wrong {TOKEN}"}
        errors = [{"request_id": "0", "errors": [refused]}]
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {}),
            Mishap.LIMITED: json_fault(429, {"status": 429, "retry_after": self.wait}),
            Mishap.DOWN: json_fault(500, {"title": "ErrInternalServer", "detail": TOKEN}),
            Mishap.BAD_TOKEN: json_fault(401, {"title": "Unauthorized"}, writes_only=False),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: json_fault(400, {"validation-errors": errors}),
        }
        self.crm.faults.append(faults[mishap])

    def calls(self) -> int:
        return len(self.crm.calls)

    def count(self, entity: Entity) -> int:
        return len(self.crm.cards[KINDS[entity]])

    def card_of(self, ref: CrmRef) -> dict[str, Any]:
        return self.crm.cards[KINDS[ref.entity]][int(ref.id)]

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        card = self.card_of(ref)
        values = {one["field_code"]: one["values"][0]["value"] for one in card["values"].values()}
        return {name: value for name, value in card.items() if name != "values"} | values

    def tied(self, lead: CrmRef) -> frozenset[str]:
        embedded = self.card_of(lead)["_embedded"]
        return frozenset(str(one["id"]) for ones in embedded.values() for one in ones)

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        if entity is Entity.TASK:
            lying = [one for one in self.crm.tasks if str(one["entity_id"]) == at.id]
            return [
                Beside(
                    one["text"],
                    datetime.fromtimestamp(one["complete_till"], UTC),
                    one.get("is_completed", False),
                )
                for one in lying
            ]
        sort = "attachment" if entity is Entity.FILE else "common"
        notes = [one for one in self.crm.notes if one["note_type"] == sort]
        lying = [one["params"] for one in notes if one["at"] == (KINDS[at.entity], int(at.id))]
        if entity is Entity.FILE:
            return [Beside(one["file_name"].replace(" [file-1]", "")) for one in lying]
        return [Beside(one["text"]) for one in lying]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        card = self.card_of(lead)
        reason = card["loss_reason_id"]
        place = Place(
            str(card["status_id"]), str(card["pipeline_id"]), str(reason) if reason else None
        )
        return place, str(card["responsible_user_id"])

    def move(self, lead: CrmRef, stage: str) -> None:
        self.card_of(lead)["status_id"] = int(stage)

    def by_hand(self, card: Card) -> CrmRef:
        own = {name: value for name, value in card.fields.items() if name in ("name", "price")}
        custom = [
            {"field_code": name, "values": [{"value": value}]}
            for name, value in card.fields.items()
            if name not in own
        ]
        body = {**own, "custom_fields_values": custom}
        return CrmRef(card.entity, str(self.crm._create(KINDS[card.entity], body)))

    def book(self, lead: CrmRef, meeting: CrmTask, ref: CrmRef | None = None) -> InboundRequest:
        task = {
            "text": f"{meeting.title}\n{meeting.text}",
            "complete_till": int(meeting.due_at.timestamp()),
            "entity_id": int(lead.id),
            "entity_type": "leads",
            "task_type_id": 2,
            "duration": (meeting.minutes or 0) * 60,
            "is_completed": meeting.state is not MeetingState.PLANNED,
            "responsible_user_id": OWNER,
            "updated_at": self.crm.stamp(),
        }
        if ref is None:
            kind, number = "add", self.crm.book(task)
        else:
            kind, number = "update", int(ref.id)
            next(one for one in self.crm.tasks if one["id"] == number).update(task)
        stamped = {"id": number, "last_modified": self.crm.stamp(), "element_type": 2}
        return self._call({f"task[{kind}][0][{name}]": value for name, value in stamped.items()})

    def remove(self, ref: CrmRef) -> None:
        del self.crm.cards[KINDS[ref.entity]][int(ref.id)]

    def vouched(self) -> InboundRequest:
        return self.told()

    def forged(self) -> Sequence[InboundRequest]:
        return [
            self.told(secret="another"),
            self.told(secret=""),
            self.told(secret="пароль"),
            self.told(secret="\udcff"),
            self.told(account="1"),
        ]

    def told(
        self, kind: str = "status", *, secret: str = SECRET, account: str = "29085955"
    ) -> InboundRequest:
        lead = {"id": "9774766", "status_id": "143", "last_modified": int(START.timestamp())}
        body = {f"leads[{kind}][0][{name}]": value for name, value in lead.items()}
        return self._call(body, secret=secret, account=account)

    def _call(
        self,
        body: Mapping[str, object],
        *,
        secret: str = SECRET,
        account: str = "29085955",
    ) -> InboundRequest:
        url = f"https://bot.example/crm/main/{secret}"
        sent = urlencode({**body, "account[id]": account}).encode()
        return InboundRequest("POST", url, {}, sent, self.clock.now())


class TestAmo(CrmAdapterContract):
    kind = AmoCrm

    def make_rig(self) -> AmoRig:
        return AmoRig()


@pytest.fixture
async def rig() -> AsyncIterator[AmoRig]:
    rig = AmoRig()
    await rig.start()
    yield rig
    await rig.close()


# ---------------------------------------------------------------------------------- writing


async def test_everything_new_goes_in_one_call(rig: AmoRig) -> None:
    crm = rig.adapter()
    await crm.upsert(rig.sample(1))
    before = rig.calls()
    await crm.upsert(rig.sample(2))
    assert [call.path for call in rig.crm.calls[before:]] == ["/api/v4/leads/complex"]


async def test_one_wrong_lead_does_not_hold_the_others_back(rig: AmoRig) -> None:
    bundles = [rig.sample(number) for number in (1, 2, 3)]
    place = Place("888", "3383152")
    bundles[1] = replace(bundles[1], lead=replace(bundles[1].lead, place=place))
    first, second, third = await rig.adapter().upsert_many(bundles)
    assert isinstance(second, CrmRejected)
    assert second.field == "status_id"
    assert not isinstance(first, CrmError)
    assert not isinstance(third, CrmError)
    assert rig.count(Entity.LEAD) == 2


async def test_a_new_person_of_a_known_lead_is_tied(rig: AmoRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    made = await crm.upsert(Bundle(lead=bundle.lead, delivery="first"))
    again = await crm.upsert(bundle.known(made))
    assert rig.tied(made[Entity.LEAD]) == {again[Entity.CONTACT].id, again[Entity.COMPANY].id}
    contact = rig.card_of(again[Entity.CONTACT])
    assert contact["_embedded"]["companies"] == [{"id": int(again[Entity.COMPANY].id)}]


async def test_what_was_done_before_a_failure_is_kept(rig: AmoRig) -> None:
    crm, bundle = rig.adapter(), rig.sample()
    made = await crm.upsert(Bundle(lead=bundle.lead, delivery="first"))
    wrong = replace(bundle.lead, ref=made[Entity.LEAD], place=Place("1", "777"))
    with pytest.raises(CrmRejected) as caught:
        await crm.upsert(replace(bundle, lead=wrong))
    assert set(caught.value.made) == {Entity.COMPANY, Entity.CONTACT}
    known = {**made, **caught.value.made}
    await crm.upsert(replace(bundle.known(known), retie=True))
    assert (rig.count(Entity.COMPANY), rig.count(Entity.CONTACT)) == (1, 1)
    others = {ref.id for entity, ref in known.items() if entity is not Entity.LEAD}
    assert rig.tied(made[Entity.LEAD]) == others


async def test_phones_of_others_stay(rig: AmoRig) -> None:
    crm = rig.adapter()
    made = (await crm.upsert(rig.sample()))[Entity.CONTACT]
    values = next(
        one for one in rig.card_of(made)["values"].values() if one["field_code"] == "PHONE"
    )
    values["values"].append({"value": "+74950000000", "enum_code": "HOME"})

    async def write(value: CrmValue | None) -> list[tuple[str, str]]:
        card = replace(rig.card(Entity.CONTACT, 1, phone=value), ref=made)
        await crm.upsert(Bundle(lead=rig.sample(2).lead, contact=card, delivery="again"))
        held = rig.card_of(made)["values"].values()
        phones = [one["values"] for one in held if one["field_code"] == "PHONE"]
        return [(one["value"], one["enum_code"]) for ones in phones for one in ones]

    home = ("+74950000000", "HOME")
    assert await write("+79120000001") == [("+79120000001", "WORK"), home]
    assert await write("+79991112233") == [("+79991112233", "WORK"), home]
    assert await write(None) == []


async def test_values_are_written_by_the_type_of_their_field(rig: AmoRig) -> None:
    made = rig.crm.field("leads", "SEGMENT", "select", ["Крупный", "Малый"])
    several = rig.crm.field("leads", "NEEDS", "multiselect", ["Сайт", "CRM"])
    rig.crm.field("leads", "AREA", "numeric")
    rig.crm.field("leads", "SEEN", "date_time")
    rig.crm.field("leads", "KEEN", "checkbox")
    wanted: dict[str, CrmValue] = {
        str(made["id"]): str(made["enums"][1]["id"]),
        "NEEDS": tuple(str(one["id"]) for one in several["enums"]),
        "AREA": 120,
        "SEEN": START + timedelta(hours=1),
        "KEEN": True,
    }
    lead = replace(rig.sample().lead, fields=wanted)
    crm = rig.adapter()
    ref = (await crm.upsert(Bundle(lead=lead, delivery="first")))[Entity.LEAD]
    seen = await crm.read(ref)
    assert seen
    assert {name: seen.fields.get(name) for name in wanted} == wanted


async def test_without_a_place_for_our_key_nothing_is_written(rig: AmoRig) -> None:
    account = account_of(AmoCrm, address=rig.crm.url, token=TOKEN)
    keyless = Account("main", "amocrm", account.options)
    crm = AmoCrm(keyless, rig.services(AmoCrm))
    with pytest.raises(CrmConfigError, match="no place for our key"):
        await crm.upsert(rig.sample())
    assert rig.count(Entity.LEAD) == 0


async def test_a_large_file_goes_in_parts(rig: AmoRig) -> None:
    crm = rig.adapter()
    at = (await crm.upsert(rig.sample()))[Entity.LEAD]
    content = bytes(range(256)) * 2
    made = await crm.add_file(at, CrmFile("file-7", "смета.xlsx", "application/x", content))
    assert rig.crm.upload["content"] == content
    assert rig.crm.notes[-1]["params"]["file_name"] == "смета [file-7].xlsx"
    found = await crm.find(Entity.FILE, "file-7", at)
    assert found
    assert found.id == made.id


async def test_a_meeting_has_its_length(rig: AmoRig) -> None:
    crm = rig.adapter()
    at = (await crm.upsert(rig.sample()))[Entity.LEAD]
    await crm.add_task(at, replace(TASK, minutes=45))
    assert (rig.crm.tasks[0]["task_type_id"], rig.crm.tasks[0]["duration"]) == (2, 2700)


# ------------------------------------------------------------------------- pace and tokens


async def test_an_honest_pace_is_never_too_fast(rig: AmoRig) -> None:
    crm = rig.adapter()
    begun = rig.clock.now()
    for _ in range(300):
        await crm.check()
    seconds = (rig.clock.now() - begun).total_seconds()
    assert 300 / seconds >= 0.95 * AmoCrm.limits.rate


async def test_the_wait_of_the_body_is_kept_by_all(rig: AmoRig) -> None:
    crm = rig.adapter()
    rig.crm.faults.append(json_fault(429, {"retry_after": 300}, writes_only=False))
    with pytest.raises(CrmRateLimited) as caught:
        await crm.check()
    assert caught.value.retry_after == 300
    before = rig.calls()
    with pytest.raises(CrmRateLimited):
        await crm.check()
    assert rig.calls() == before, "nothing is sent meanwhile"


def by_oauth(rig: AmoRig, **options: str) -> AmoCrm:
    client_id, client_secret, redirect_uri = CLIENT
    return rig.adapter(
        token="",
        client_id=client_id,
        client_secret=client_secret,
        redirect_uri=redirect_uri,
        **options,
    )


async def test_a_token_is_changed_once_and_kept(rig: AmoRig) -> None:
    crm = by_oauth(rig, refresh_token=rig.crm.refresh)
    await crm.check()
    assert rig.crm.refreshes == 1
    rig.crm.access = "revoked-0123456789"
    await crm.upsert(rig.sample())
    assert rig.crm.refreshes == 2
    assert rig.count(Entity.LEAD) == 1
    await rig.clock.sleep(86_400)
    await crm.check()
    assert rig.crm.refreshes == 3, "what has run out is not even tried"


async def test_a_refused_refresh_asks_for_a_person(rig: AmoRig) -> None:
    with pytest.raises(CrmAuthError, match="revoked"):
        await by_oauth(rig, refresh_token="used-0123456789").check()
    with pytest.raises(CrmAuthError, match="never connected"):
        await by_oauth(rig).check()
    with pytest.raises(CrmConfigError, match="long-lived token"):
        rig.adapter(token="")
    rig.tokens.tokens = Tokens("a-0123456789", "b-0123456789", START)
    with pytest.raises(CrmAuthError):
        await by_oauth(rig).check()


# ------------------------------------------------------------------------------ coming back


async def test_more_changes_than_a_page_are_all_told(rig: AmoRig) -> None:
    crm = rig.adapter()
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(60)
    for part in range(12):
        await crm.upsert_many([rig.sample(part * 50 + one) for one in range(50)])
    for card in rig.crm.cards["leads"].values():
        card["updated_at"] = rig.crm.stamp()
    seen: set[str] = set()
    while True:
        page = await crm.changes(cursor)
        seen |= {event.id for event in page.events}
        cursor = page.cursor
        if not page.more:
            break
    assert len(seen) == 600
    await rig.clock.sleep(600)
    assert {event.id for event in (await crm.changes(cursor)).events} <= seen


async def test_a_call_tells_what_happened(rig: AmoRig) -> None:
    crm = rig.adapter()
    (event,) = await crm.events(rig.told("delete"))
    assert (event.change, event.ref.id, event.at) == (Change.DELETED, "9774766", START)
    assert not await crm.events(rig.told("note"))


async def test_a_choice_is_made_with_its_options(rig: AmoRig) -> None:
    crm = rig.adapter()
    wanted = CrmField(Entity.LEAD, "SEG", FieldType.CHOICE, "Сегмент", {"a": "Крупный", "b": "М"})
    made = await crm.make_field(wanted)
    assert list(made.options.values()) == ["Крупный", "М"]
    schema = await crm.schema()
    assert schema.loss_reasons["7323"] == "Дорого"
    assert not schema.stage("3383152", "33929748"), "nothing is put among the incoming"
    found = schema.field(Entity.CONTACT, "PHONE")
    assert found
    assert found.type is FieldType.PHONE
