"""Odoo keeps the contract in both of its protocols, and its own ways are known."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from crm_sync.adapters.odoo.adapter import OdooCrm
from crm_sync.cards import Bundle, Card, CrmFile, CrmRef, CrmValue, Entity, Place
from crm_sync.contract import Account
from crm_sync.errors import (
    CrmAmbiguous,
    CrmAuthError,
    CrmConfigError,
    CrmError,
    CrmRejected,
    CrmUnavailable,
    CrmUnsupported,
)
from crm_sync.events import Change, CrmEvent, InboundRequest
from crm_sync.likeness import PHONE, SITE, Likeness
from crm_sync.schema import Closing, CrmField, FieldType
from leads.crm_back.meeting import MeetingState
from leads.importing.rows import Kind
from tests.crm_sync.contract import MEETING, NOTE, TASK, CrmAdapterContract, rows_of
from tests.crm_sync.emulators.base import Fault, json_fault, page_fault
from tests.crm_sync.emulators.odoo import (
    DATABASE,
    KEY,
    LOGIN,
    OWNER,
    REPEAT,
    SALES,
    Odoo,
    error_answer,
)
from tests.crm_sync.emulators.odoo_models import No
from tests.crm_sync.rig import START, Beside, Mishap, Rig, account_of

SECRET = "hook-secret-0123456789"
KINDS = {Entity.LEAD: "crm.lead", Entity.CONTACT: "res.partner", Entity.COMPANY: "res.partner"}
STAMP = "%Y-%m-%d %H:%M:%S"


def seen(body: str) -> str:
    """What a person reads in a rich field."""
    return unescape(re.sub(r"</?p>", "", body.replace("<br>", "\n")))


class OdooRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "name", "text": "description", "amount": "expected_revenue"},
        Entity.CONTACT: {"name": "name", "phone": "phone", "email": "email"},
        Entity.COMPANY: {"name": "name", "inn": "vat"},
    }
    place = Place("2", str(SALES))
    lost = Place("lost", str(SALES), "3")
    owner = str(OWNER)
    new_field = "x_new"
    unheard_of = "404404"
    company_by_person = True
    secrets = (KEY, SECRET)
    minimum_calls = 3

    def __init__(self, version: int) -> None:
        super().__init__()
        self.crm = Odoo(self.clock, version)

    async def start(self) -> None:
        await self.crm.start()

    async def stop(self) -> None:
        await self.crm.stop()

    def adapter(self, **options: str) -> OdooCrm:
        told = {"address": self.crm.url, "key": KEY, "hook_secret": SECRET}
        if self.crm.version < 19:
            told |= {"database": DATABASE, "login": LOGIN}
        return OdooCrm(account_of(OdooCrm, **{**told, **options}), self.services(OdooCrm))

    def upset(self, mishap: Mishap) -> None:
        if mishap is Mishap.BAD_TOKEN:
            self.crm.key = "another"
            return
        faults = {
            Mishap.LOST: Fault(lost=True),
            Mishap.DROPPED: Fault(dropped=True),
            Mishap.BUSY: json_fault(503, {}),
            Mishap.LIMITED: json_fault(429, {}, Retry_After=str(int(self.wait))),
            Mishap.DOWN: self.error("psycopg2.OperationalError", f"closed {KEY}"),
            Mishap.HTML_403: page_fault(403),
            Mishap.PAGE: page_fault(200),
            Mishap.BAD_VALUE: self.error("odoo.exceptions.ValidationError", f"wrong {KEY}"),
        }
        self.crm.faults.append(faults[mishap])

    def error(self, name: str, message: str) -> Fault:
        """An exception of the server, as this version tells it."""
        status, body = error_answer(No(name, message), self.crm.version)
        return Fault(status=status, body=body, headers={"Content-Type": "application/json"})

    def calls(self) -> int:
        return len(self.crm.calls)

    def rows(self, model: str) -> list[dict[str, Any]]:
        return list(self.crm.rows[model].values())

    def count(self, entity: Entity) -> int:
        if entity is Entity.LEAD:
            return len(self.rows("crm.lead"))
        company = entity is Entity.COMPANY
        found = [one for one in self.rows("res.partner") if bool(one["is_company"]) == company]
        return len(found) - (0 if company else self.crm.people)

    def row(self, ref: CrmRef) -> dict[str, Any]:
        return self.crm.rows[KINDS[ref.entity]][int(ref.id)]

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        row = self.row(ref)
        return {**row, "description": seen(row.get("description") or "")}

    def tied(self, lead: CrmRef) -> frozenset[str]:
        person = self.row(lead)["partner_id"]
        company = self.crm.rows["res.partner"][person]["parent_id"] if person else False
        return frozenset(str(one) for one in (person, company) if one)

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        place = (KINDS[at.entity], int(at.id))
        if entity is Entity.NOTE:
            notes = [one for one in self.rows("mail.message") if one["note"] == "mail.mt_note"]
            return [Beside(seen(one["body"])) for one in notes if _at(one, "model") == place]
        if entity is Entity.FILE:
            files = [one for one in self.rows("ir.attachment") if _at(one, "res_model") == place]
            return [Beside(one["name"]) for one in files]
        tasks = [one for one in self.rows("mail.activity") if _at(one, "res_model") == place]
        meetings = [one for one in self.rows("calendar.event") if one["opportunity_id"] == place[1]]
        return [
            *(Beside(f"{one['summary']} {one['note']}", _due(one)) for one in tasks),
            *(Beside(one["name"], _moment(one["start"]), not one["active"]) for one in meetings),
        ]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        row = self.row(lead)
        stage = str(row["stage_id"]) if row["active"] else "lost"
        reason = str(row["lost_reason_id"]) if row["lost_reason_id"] else None
        owner = str(row["user_id"]) if row["user_id"] else None
        return Place(stage, str(row["team_id"]), reason), owner

    def move(self, lead: CrmRef, stage: str) -> None:
        self.row(lead).update(stage_id=int(stage), write_date=self.clock.now().strftime(STAMP))

    def by_hand(self, card: Card) -> CrmRef:
        if card.entity is Entity.LEAD:
            return CrmRef(card.entity, str(self.crm.add("crm.lead", card.fields)))
        values = {**card.fields, "is_company": card.entity is Entity.COMPANY}
        return CrmRef(card.entity, str(self.crm.add("res.partner", values)))

    def remove(self, ref: CrmRef) -> None:
        del self.crm.rows[KINDS[ref.entity]][int(ref.id)]

    def vouched(self) -> InboundRequest:
        return self.told()

    def forged(self) -> Sequence[InboundRequest]:
        good = self.told()
        return [
            self.told(secret="another"),
            self.told(secret=""),
            self.told(secret="пароль"),
            self.told(secret="\udcff"),
            replace(good, body=b"{}"),
            replace(good, body=b"[[["),
        ]

    def told(self, *, secret: str = SECRET, **body: object) -> InboundRequest:
        sent = {"_id": 31, "_model": "crm.lead", "_action": "Prequal(#7)", **body}
        url = f"https://bot.example/crm/main/{secret}"
        return InboundRequest("POST", url, {}, json.dumps(sent).encode(), self.clock.now())


def _at(row: Mapping[str, Any], model: str) -> tuple[str, int]:
    return row[model], row["res_id"]


def _due(activity: Mapping[str, Any]) -> datetime:
    """The moment as a person reads it: the day of the activity, the hour in its text."""
    found = re.search(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)", activity["note"])
    assert found
    assert found[1] == activity["date_deadline"]
    local = datetime.fromisoformat(f"{found[1]}T{found[2]}:00")
    return local.replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, STAMP).replace(tzinfo=UTC)


class TestOdooByJson2(CrmAdapterContract):
    kind = OdooCrm

    def make_rig(self) -> OdooRig:
        return OdooRig(19)


class TestOdooByJsonRpc(CrmAdapterContract):
    kind = OdooCrm

    def make_rig(self) -> OdooRig:
        return OdooRig(17)


@pytest.fixture(params=[16, 19])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[OdooRig]:
    rig = OdooRig(request.param)
    await rig.start()
    yield rig
    await rig.close()


@pytest.fixture
async def newest() -> AsyncIterator[OdooRig]:
    rig = OdooRig(19)
    await rig.start()
    yield rig
    await rig.close()


@pytest.fixture
async def older() -> AsyncIterator[OdooRig]:
    rig = OdooRig(17)
    await rig.start()
    yield rig
    await rig.close()


Values = Mapping[str, CrmValue]


def lead_of(rig: OdooRig, number: int = 1, values: Values | None = None) -> Bundle:
    """A lead alone, with these fields beside those of the sample."""
    lead = rig.sample(number).lead
    return Bundle(replace(lead, fields={**lead.fields, **(values or {})}), delivery=f"{number}")


async def made_lead(
    rig: OdooRig, crm: OdooCrm, number: int = 1, values: Values | None = None
) -> CrmRef:
    return (await crm.upsert(lead_of(rig, number, values)))[Entity.LEAD]


# -------------------------------------------------------------------------------- protocols


async def test_the_server_is_asked_for_its_version_once(rig: OdooRig) -> None:
    crm = rig.adapter()
    await crm.check()
    await crm.check()
    paths = [call.path for call in rig.crm.calls]
    assert paths.count("/web/version") == 1
    spoken = {path.split("/")[1] for path in paths} - {"web"}
    assert spoken == ({"json"} if rig.crm.version >= 19 else {"jsonrpc"})


async def test_a_version_that_is_named_is_not_asked_for(rig: OdooRig) -> None:
    await rig.adapter(version=str(rig.crm.version)).check()
    assert "/web/version" not in [call.path for call in rig.crm.calls]


async def test_a_version_that_is_none_is_refused(rig: OdooRig) -> None:
    with pytest.raises(CrmConfigError, match="`version`"):
        await rig.adapter(version="latest").check()


async def test_one_database_of_several_is_named(newest: OdooRig) -> None:
    await newest.adapter(database=DATABASE).check()
    assert newest.crm.calls[-1].headers["x-odoo-database"] == DATABASE
    with pytest.raises(CrmConfigError):
        await newest.adapter(database="another").check()


@pytest.mark.parametrize("lacking", ["database", "login"])
async def test_an_older_server_wants_a_database_and_a_login(older: OdooRig, lacking: str) -> None:
    with pytest.raises(CrmConfigError, match="needs `database` and `login`"):
        await older.adapter(**{lacking: ""}).check()


async def test_an_older_server_refuses_a_login_and_a_database(older: OdooRig) -> None:
    with pytest.raises(CrmAuthError, match="refused"):
        await older.adapter(login="nobody@example.com").check()
    with pytest.raises(CrmConfigError, match="does not exist"):
        await older.adapter(database="another").check()


async def test_a_type_that_there_is_not_is_refused(newest: OdooRig) -> None:
    with pytest.raises(CrmConfigError, match="`type`"):
        newest.adapter(type="deal")


# --------------------------------------------------------------------------------- failures

EXCEPTIONS: Mapping[str, type[CrmError]] = {
    "odoo.exceptions.AccessError": CrmAuthError,
    "odoo.exceptions.UserError": CrmRejected,
    "psycopg2.errors.SerializationFailure": CrmUnavailable,
    "psycopg2.errors.UniqueViolation": CrmRejected,
    "psycopg2.OperationalError": CrmAmbiguous,
    "builtins.TypeError": CrmRejected,
    "some.addon.Error": CrmAmbiguous,
}


@pytest.mark.parametrize("name", EXCEPTIONS)
async def test_an_exception_says_what_to_do(rig: OdooRig, name: str) -> None:
    crm = rig.adapter()
    rig.crm.faults.append(rig.error(name, "because"))
    with pytest.raises(EXCEPTIONS[name], match="because") as caught:
        await crm.upsert(lead_of(rig))
    assert caught.value.code == name
    assert "Traceback" not in str(caught.value)


async def test_a_field_that_there_is_not_is_named(rig: OdooRig) -> None:
    with pytest.raises(CrmRejected) as caught:
        await rig.adapter().upsert(lead_of(rig, values={"x_missing": "1"}))
    assert caught.value.field == "x_missing"
    assert rig.count(Entity.LEAD) == 0


@pytest.mark.parametrize(("status", "kind"), [(502, CrmAmbiguous), (404, CrmConfigError)])
async def test_a_server_in_front_may_answer_with_a_page(
    rig: OdooRig, status: int, kind: type[CrmError]
) -> None:
    rig.crm.faults.append(page_fault(status))
    with pytest.raises(kind):
        await rig.adapter().upsert(lead_of(rig))


async def test_a_database_without_its_crm_is_told(rig: OdooRig) -> None:
    crm = rig.adapter()
    name = "werkzeug.exceptions.NotFound" if rig.crm.version >= 19 else "odoo.exceptions.UserError"
    rig.crm.faults.append(rig.error(name, "Object crm.lead doesn't exist"))
    with pytest.raises(CrmConfigError):
        await crm.upsert(lead_of(rig))


# ------------------------------------------------------------------------------------ cards


async def test_a_value_is_written_and_read_by_its_type(rig: OdooRig) -> None:
    rig.crm.rows["crm.tag"] |= {5: {"id": 5, "name": "a"}, 8: {"id": 8, "name": "b"}}
    crm = rig.adapter()
    values: dict[str, CrmValue] = {
        "date_deadline": date(2026, 4, 1),
        "tag_ids": ("5", "8"),
        "email_from": "a@b.example",
    }
    ref = await made_lead(rig, crm, values=values)
    row = rig.row(ref)
    assert (row["date_deadline"], row["tag_ids"]) == ("2026-04-01", [5, 8])
    found = await crm.read(ref)
    assert found
    assert {name: found.fields.get(name) for name in values} == values
    assert "phone" not in found.fields, "`false` is nothing"


async def test_a_sum_of_nought_is_nothing(rig: OdooRig) -> None:
    crm = rig.adapter()
    made = await crm.upsert(Bundle(Card(Entity.LEAD, "prequal-lead-1"), "first"))
    found = await crm.read(made[Entity.LEAD])
    assert found
    assert not {"expected_revenue", "name"} & set(found.fields)


@pytest.mark.parametrize("field", ["expected_revenue", "tag_ids", "team_id"])
async def test_a_word_for_a_number_is_refused(rig: OdooRig, field: str) -> None:
    with pytest.raises(CrmRejected, match="no number") as caught:
        await rig.adapter().upsert(lead_of(rig, values={field: "many"}))
    assert caught.value.field == field


async def test_a_new_lead_is_nobodys_and_an_opportunity(rig: OdooRig) -> None:
    ref = await made_lead(rig, rig.adapter())
    assert (rig.row(ref)["user_id"], rig.row(ref)["type"]) == (False, "opportunity")
    other = await made_lead(rig, rig.adapter(type="lead"), 2)
    assert rig.row(other)["type"] == "lead"


async def test_a_lead_without_a_person_is_its_companys(rig: OdooRig) -> None:
    made = await rig.adapter().upsert(replace(rig.sample(), contact=None))
    assert rig.row(made[Entity.LEAD])["partner_id"] == int(made[Entity.COMPANY].id)


async def test_without_a_place_for_our_key_nothing_is_written(rig: OdooRig) -> None:
    told = {"address": rig.crm.url, "key": KEY, "database": DATABASE, "login": LOGIN}
    account = Account("main", "odoo", account_of(OdooCrm, **told).options)
    with pytest.raises(CrmConfigError, match="no place for our key"):
        await OdooCrm(account, rig.services(OdooCrm)).upsert(rig.sample())
    assert rig.count(Entity.LEAD) == 0


# ------------------------------------------------------------------------ where a lead stands


async def test_what_was_lost_goes_on_as_if_it_had_not_been(rig: OdooRig) -> None:
    crm = rig.adapter()
    ref = await made_lead(rig, crm)
    for place in (rig.lost, rig.place):
        lead = Card(Entity.LEAD, "prequal-lead-1", ref=ref, place=place)
        await crm.upsert(Bundle(lead, "second"))
    row = rig.row(ref)
    assert (row["active"], row["stage_id"], row["lost_reason_id"]) == (True, 2, False)
    assert row["probability"] > 0
    found = await crm.read(ref)
    assert found
    assert (found.place, found.closed) == (rig.place, None)


async def test_a_new_lead_may_be_lost_already(rig: OdooRig) -> None:
    lead = replace(rig.sample().lead, place=rig.lost)
    ref = (await rig.adapter().upsert(Bundle(lead, "first")))[Entity.LEAD]
    assert rig.standing(ref)[0] == rig.lost
    assert rig.row(ref)["probability"] == 0


async def test_a_won_lead_is_won_and_cannot_be_lost(rig: OdooRig) -> None:
    crm = rig.adapter()
    lead = replace(rig.sample().lead, place=Place("4"))
    ref = (await crm.upsert(Bundle(lead, "first")))[Entity.LEAD]
    found = await crm.read(ref)
    assert found
    assert found.closed == "won"
    sure = Card(Entity.LEAD, "prequal-lead-2", {"probability": 100.0}, place=Place("3"))
    other = await crm.read((await crm.upsert(Bundle(sure, "sure")))[Entity.LEAD])
    assert other
    assert other.closed == ("won" if rig.crm.version < 18 else None)
    with pytest.raises(CrmRejected, match="Won stage"):
        await crm.upsert(Bundle(replace(lead, ref=ref, place=rig.lost, fields={}), "second"))


async def test_a_pipeline_has_its_own_stages_and_those_of_all(rig: OdooRig) -> None:
    schema = await rig.adapter().schema()
    stages = {one.id: [stage.id for stage in one.stages] for one in schema.pipelines}
    assert stages == {
        str(SALES): ["1", "2", "3", "4", "lost"],
        str(REPEAT): ["1", "2", "3", "4", "7", "lost"],
    }
    won, lost = schema.stage(str(SALES), "4"), schema.stage(str(SALES), "lost")
    assert won
    assert lost
    assert (won.closing, lost.closing) == (Closing.WON, Closing.LOST)
    assert schema.loss_reasons["4"] == "Нет людей"
    amount = schema.field(Entity.LEAD, "expected_revenue")
    assert amount
    assert amount.type is FieldType.MONEY


# ------------------------------------------------------------------------ who is there already


@pytest.mark.parametrize("has_company", [False, True])
async def test_a_found_person_keeps_their_company(rig: OdooRig, has_company: bool) -> None:
    crm = rig.adapter()
    bundle = rig.sample()
    assert bundle.contact
    theirs = rig.by_hand(rig.card(Entity.COMPANY, 0, name="Другая"))
    ref = rig.by_hand(bundle.contact)
    rig.row(ref)["parent_id"] = int(theirs.id) if has_company else False
    person = replace(bundle.contact, fields={}, ref=ref, found=True)
    made = await crm.upsert(replace(bundle, contact=person))
    company = theirs if has_company else made[Entity.COMPANY]
    assert rig.row(ref)["parent_id"] == int(company.id)
    assert rig.row(made[Entity.LEAD])["partner_id"] == int(ref.id)


async def test_many_are_recognised_in_one_call_for_each_kind(rig: OdooRig) -> None:
    crm = rig.adapter()
    await crm.upsert(rig.sample(3))
    people = [Likeness(Entity.CONTACT, {PHONE: f"+7912000000{one}"}) for one in range(8)]
    company = Likeness(Entity.COMPANY, {SITE: "romashka.example"})
    ref = rig.by_hand(
        Card(Entity.COMPANY, "", {"name": "R", "website": "https://romashka.example/"})
    )
    before = rig.calls()
    found = await crm.recognise([*people, company, Likeness(Entity.CONTACT, {})])
    assert rig.calls() - before == 2
    assert [len(one) for one in found] == [0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert found[8][0].ref.id == ref.id
    assert found[3][0].key == "prequal-contact-3"


async def test_a_base_knows_whose_a_deal_is_and_how_it_ended(rig: OdooRig) -> None:
    firm = rig.by_hand(rig.card(Entity.COMPANY, 0, name="Ромашка"))
    person = rig.by_hand(rig.card(Entity.CONTACT, 0, name="Анна"))
    rig.row(person)["parent_id"] = int(firm.id)
    loner = rig.by_hand(rig.card(Entity.CONTACT, 0, name="Олег"))
    won, lost, open_, untied, lead = (
        rig.by_hand(Card(Entity.LEAD, "", {"name": name, "expected_revenue": 1500, **more}))
        for name, more in (
            ("Поставка", {"partner_id": int(person.id), "stage_id": 4}),
            ("Склад", {"partner_id": int(firm.id), "active": False, "lost_reason_id": 4}),
            ("Тендер", {"partner_id": int(loner.id)}),
            ("Звонок", {"partner_name": "Лютик", "contact_name": "Ира", "phone": "+79120000009"}),
            ("Заявка", {"type": "lead"}),
        )
    )
    crm = rig.adapter()
    await crm.base(Kind.DEALS, None, {})
    before = rig.calls()
    page = await crm.base(Kind.DEALS, None, {})
    assert rig.calls() - before == 2, "the deals, and whose people are"
    told = {card.ref.id: card.cells for card in page.cards}
    assert [row.deal is not None for row in rows_of(Kind.DEALS, page.cards)] == [True] * 4
    assert lead.id not in told, "an enquiry is no deal yet"
    assert told[won.id] == {
        "key": won.id,
        "title": "Поставка",
        "stage": "4",
        "ended": "won",
        "amount": 1500.0,
        "currency": "EUR",
        "opened_at": START,
        "closed_at": START,
        "company_key": firm.id,
        "person_key": person.id,
    }
    whose = [told[one.id].get("company_key") for one in (lost, open_)]
    people = [told[one.id].get("person_key") for one in (lost, open_)]
    assert (whose, people) == ([firm.id, None], [None, loner.id])
    assert (told[lost.id]["ended"], told[lost.id]["loss_reason"]) == ("lost", "Нет людей")
    assert "closed_at" not in told[open_.id]
    who = {name: told[untied.id][name] for name in ("company", "person", "phone")}
    assert who == {"company": "Лютик", "person": "Ира", "phone": "+79120000009"}
    assert "phone" not in told[open_.id], "their card says it"


async def test_a_base_has_people_and_no_addresses_or_colleagues(rig: OdooRig) -> None:
    values: dict[str, CrmValue] = {"name": "Анна", "website": "a.example", "type": "delivery"}
    rig.by_hand(Card(Entity.CONTACT, "", values))
    gone = rig.by_hand(Card(Entity.CONTACT, "", {"name": "Олег", "active": False}))
    page = await rig.adapter().base(Kind.CONTACTS, None, {})
    assert [card.ref.id for card in page.cards] == [gone.id], "who left may have bought"


# ------------------------------------------------------------------------------ own fields


async def test_people_and_companies_have_one_field_for_our_key(rig: OdooRig) -> None:
    told = {"address": rig.crm.url, "key": KEY, "database": DATABASE, "login": LOGIN}
    options = account_of(OdooCrm, **told).options
    keys = dict.fromkeys(KINDS, "x_prequal_key")
    crm = OdooCrm(Account("main", "odoo", options, keys), rig.services(OdooCrm))
    for entity in KINDS:
        made = await crm.make_field(CrmField(entity, "x_prequal_key", FieldType.TEXT, "Prequal"))
        assert made.name == "x_prequal_key"
    fields = rig.rows("ir.model.fields")
    assert len(fields) == 2
    assert [(one["ttype"], one["copied"]) for one in fields] == [("char", False)] * 2
    written = await crm.upsert(rig.sample())
    assert rig.row(written[Entity.CONTACT])["x_prequal_key"] == "prequal-contact-1"


async def test_a_field_with_options_is_made(rig: OdooRig) -> None:
    wanted = CrmField(Entity.LEAD, "x_size", FieldType.CHOICE, "Размер", {"a": "Крупный"})
    crm = rig.adapter()
    await crm.make_field(wanted)
    found = (await crm.schema()).field(Entity.LEAD, "x_size")
    assert found
    assert (found.type, found.options) == (FieldType.CHOICE, {"a": "Крупный"})


async def test_a_name_that_odoo_refuses_is_told(rig: OdooRig) -> None:
    with pytest.raises(CrmRejected, match="x_"):
        await rig.adapter().make_field(CrmField(Entity.LEAD, "size", FieldType.TEXT))


# -------------------------------------------------------------------------- several at once


async def test_a_refused_batch_is_written_one_by_one(rig: OdooRig) -> None:
    crm = rig.adapter()
    bundles = [rig.sample(number) for number in range(1, 5)]
    wrong = replace(bundles[2].lead, place=Place("999"))
    bundles[2] = replace(bundles[2], lead=wrong)
    outcomes = await crm.upsert_many(bundles)
    refused = outcomes[2]
    assert isinstance(refused, CrmRejected)
    assert set(refused.made) == {Entity.COMPANY, Entity.CONTACT}
    assert (rig.count(Entity.COMPANY), rig.count(Entity.CONTACT)) == (4, 4)
    assert rig.count(Entity.LEAD) == 3


async def test_a_batch_that_breaks_off_tells_each_what_it_has(rig: OdooRig) -> None:
    crm = rig.adapter()
    await crm.upsert(rig.sample(9))
    rig.crm.faults += [Fault(lost=True)]
    outcomes = await crm.upsert_many([rig.sample(1), rig.sample(2)])
    assert all(isinstance(one, CrmAmbiguous) and not one.made for one in outcomes)
    known = replace(rig.sample(3), lead=replace(rig.sample(3).lead, fields={}))
    assert [type(one) for one in await crm.upsert_many([known])] == [dict]


# ---------------------------------------------------------------------------------- beside


async def test_a_note_is_kept_inside_and_found_by_its_own_key(rig: OdooRig) -> None:
    crm = rig.adapter()
    ref = await made_lead(rig, crm)
    made = await crm.add_note(ref, replace(NOTE, text="<b>not bold</b>"))
    (lying,) = rig.beside(ref, Entity.NOTE)
    assert "<b>not bold</b>" in lying.text
    found = await crm.find(Entity.NOTE, NOTE.key, ref)
    assert found
    assert found.id == made.id
    assert await crm.find(Entity.NOTE, "note-11", ref) is None


async def test_a_task_is_whose_the_lead_is(rig: OdooRig) -> None:
    crm = rig.adapter()
    lead = replace(rig.sample().lead, owner=str(OWNER))
    ref = (await crm.upsert(Bundle(lead, "first")))[Entity.LEAD]
    late = replace(TASK, due_at=START.replace(hour=22, minute=30))
    await crm.add_task(ref, late)
    (activity,) = rig.rows("mail.activity")
    assert activity["user_id"] == OWNER
    assert activity["date_deadline"] == "2026-03-03", "the day of whoever reads it"
    await crm.add_task(ref, replace(TASK, key="task-2", minutes=45))
    (meeting,) = rig.rows("calendar.event")
    assert (meeting["user_id"], meeting["partner_ids"]) == (OWNER, [9])
    assert _moment(meeting["stop"]) - _moment(meeting["start"]) == timedelta(minutes=45)
    for key in ("task-1", "task-2"):
        assert await crm.find(Entity.TASK, key, ref) is not None


async def test_a_meeting_keeps_whom_people_invited(rig: OdooRig) -> None:
    crm = rig.adapter()
    ref = await made_lead(rig, crm)
    meeting = replace(MEETING, owner=str(OWNER))
    made = await crm.add_task(ref, meeting)
    (event,) = rig.rows("calendar.event")
    event["partner_ids"] = [9, 3]
    await crm.change_meeting(made, ref, replace(meeting, state=MeetingState.HELD), "second")
    (event,) = rig.rows("calendar.event")
    assert set(event["partner_ids"]) == {9, 3}
    assert event["active"]


async def test_a_meeting_at_a_person_is_no_meeting(rig: OdooRig) -> None:
    crm = rig.adapter()
    made = await crm.upsert(rig.sample())
    with pytest.raises(CrmUnsupported, match="meetings at leads"):
        await crm.add_task(made[Entity.CONTACT], replace(TASK, minutes=30))


async def test_a_file_is_found_by_its_description(rig: OdooRig) -> None:
    crm = rig.adapter()
    ref = await made_lead(rig, crm)
    made = await crm.add_file(ref, CrmFile("file-7", "бриф.pdf", "application/pdf", b"%PDF"))
    assert (await crm.find(Entity.FILE, "file-7", ref)) == made
    assert await crm.find(Entity.FILE, "file-77", ref) is None


# ------------------------------------------------------------------------------ what comes back


async def test_changes_come_page_by_page(rig: OdooRig) -> None:
    crm = rig.adapter()
    cursor = (await crm.changes(None)).cursor
    await rig.clock.sleep(600)
    leads = [await made_lead(rig, crm, number) for number in range(120)]  # of one second
    await rig.clock.sleep(1)
    rig.move(leads[3], "3")
    told: list[CrmEvent] = []
    pages = 0
    while True:
        page = await crm.changes(cursor)
        told += page.events
        cursor, pages = page.cursor, pages + 1
        if not page.more:
            break
    assert pages <= 3
    assert {event.ref.id for event in told} == {lead.id for lead in leads}
    moved = told[-1]
    assert (moved.ref.id, moved.change) == (leads[3].id, Change.CHANGED)
    assert moved.snapshot
    assert moved.snapshot.place
    assert moved.snapshot.place.stage == "3"


async def test_a_lost_lead_is_told_and_an_overlap_kept(rig: OdooRig) -> None:
    crm = rig.adapter()
    ref = await made_lead(rig, crm)
    await rig.clock.sleep(600)
    cursor = (await crm.changes(None)).cursor
    lead = Card(Entity.LEAD, "prequal-lead-1", ref=ref, place=rig.lost)
    await crm.upsert(Bundle(lead, "second"))
    page = await crm.changes(cursor)
    (event,) = page.events
    assert event.snapshot
    assert event.snapshot.closed == "lost"
    rig.row(ref)["write_date"] = (rig.clock.now() - timedelta(seconds=90)).strftime(STAMP)
    later = await crm.changes(page.cursor)
    assert [one.ref.id for one in later.events] == [ref.id], "its transaction ended late"


async def test_two_changes_of_one_second_are_two(rig: OdooRig) -> None:
    crm = rig.adapter()
    ref = await made_lead(rig, crm)
    cursor = (await crm.changes(None)).cursor
    first = (await crm.changes(cursor)).events[0].id
    rig.move(ref, "3")
    assert (await crm.changes(cursor)).events[0].id != first


async def test_a_rule_calls_about_leads_alone(newest: OdooRig) -> None:
    crm = newest.adapter()
    (event,) = await crm.events(newest.told(write_date="2026-03-02 09:00:00"))
    assert (event.ref.id, event.at, event.change) == ("31", START, Change.CHANGED)
    assert not await crm.events(newest.told(_model="res.partner"))
    assert not newest.crm.calls


# -------------------------------------------------------------------------------- and erasing


async def test_an_erased_person_leaves_no_history(rig: OdooRig) -> None:
    crm = rig.adapter()
    bundle = rig.sample()
    assert bundle.contact
    fields: dict[str, CrmValue | None] = {**bundle.contact.fields, "street": "Мира, 1"}
    made = await crm.upsert(replace(bundle, contact=replace(bundle.contact, fields=fields)))
    await crm.erase(made[Entity.CONTACT])
    row = rig.row(made[Entity.CONTACT])
    assert (row["name"], row["street"], row["phone"]) == ("—", False, False)
    assert row["prequal_key"] == "prequal-contact-1"
    written = rig.crm.calls[-1].json()
    named = written if rig.crm.version >= 19 else written["params"]["args"][6]
    assert named["context"] == {"tracking_disable": True}
    rig.remove(made[Entity.CONTACT])
    await crm.erase(made[Entity.CONTACT])
