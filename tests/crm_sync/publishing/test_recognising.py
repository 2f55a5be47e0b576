"""Whoever the CRM had before us is tied to, and nothing of theirs is overwritten."""

from dataclasses import replace
from typing import Any

import pytest

from crm_sync.adapters.memory import MemoryCrm
from crm_sync.adapters.memory_state import Failure
from crm_sync.cards import CrmRef, CrmSnapshot, CrmValue, Entity
from crm_sync.errors import Kind
from crm_sync.likeness import digits_of, host_of
from crm_sync.mapping.plan import FieldRule, Mode
from crm_sync.publishing.links import Party
from crm_sync.publishing.publisher import Done, Later, Never
from crm_sync.publishing.strangers import STRANGE_FOR
from leads.company import Company
from tests.crm_sync.publishing.test_publisher import PLAN, Desk

PERSON = (
    FieldRule("NAME", "name"),
    FieldRule("PHONE", "phone", mode=Mode.APPEND),
    FieldRule("EMAIL", "email"),
    FieldRule("SOURCE", value="telegram", mode=Mode.IF_NEW),
)
FIRM = (FieldRule("NAME", "name"), FieldRule("INN", "inn"), FieldRule("SITE", "domain"))
FIELDS = {**PLAN.fields, Entity.CONTACT: PERSON, Entity.COMPANY: FIRM}


@pytest.fixture
def desk() -> Desk:
    desk = Desk(MemoryCrm)
    desk.crm = replace(desk.crm, plan=replace(PLAN, fields=FIELDS))
    desk.publisher._connections = {"main": desk.crm}
    desk.lead()
    return desk


def there(desk: Desk, entity: Entity, key: str | None = None, **fields: CrmValue) -> CrmRef:
    """Somebody has made a card by hand."""
    desk.state.made += 1
    ref = CrmRef(entity, str(desk.state.made), f"memory:{desk.state.made}")
    desk.state.cards[ref.id] = CrmSnapshot(ref, fields, key=key)
    return ref


def about(desk: Desk, number: int = 7, **person: Any) -> None:
    known = desk.subjects.rows[number]
    desk.subjects.rows[number] = replace(known, contact=replace(known.contact, **person))


async def test_somebody_known_there_is_tied_and_completed(desk: Desk) -> None:
    ref = there(desk, Entity.CONTACT, NAME="Анна (бухгалтерия)", PHONE="8 (912) 000-00-01")
    about(desk, email="anna@example.com")
    assert await desk.deliver() == Done()
    assert desk.state.calls == ["recognise", "upsert"]
    assert desk.count(Entity.CONTACT) == 1
    card = desk.state.cards[ref.id]
    assert card.key == Party(Entity.CONTACT, 3).key
    assert card.fields == {
        "NAME": "Анна (бухгалтерия)",
        "PHONE": "8 (912) 000-00-01",
        "EMAIL": "anna@example.com",
        "SOURCE": "telegram",
    }
    assert ref.id in desk.state.ties[desk.card(Entity.LEAD, 7).ref.id]


async def test_another_phone_is_put_beside_theirs(desk: Desk) -> None:
    ref = there(desk, Entity.CONTACT, PHONE="+74950000000", EMAIL="anna@example.com")
    about(desk, email="Anna@example.com")
    await desk.deliver()
    assert desk.state.cards[ref.id].fields["PHONE"] == ("+74950000000", "+79120000001")


async def test_only_what_we_filled_is_changed_later(desk: Desk) -> None:
    ref = there(desk, Entity.CONTACT, NAME="Анна (бухгалтерия)", PHONE="+79120000001")
    about(desk, email="anna@example.com")
    await desk.deliver()
    about(desk, email="new@example.com", name="Анна Иванова")
    await desk.deliver()
    held = desk.state.cards[ref.id].fields
    assert (held["NAME"], held["EMAIL"]) == ("Анна (бухгалтерия)", "new@example.com")
    assert desk.state.calls == ["recognise", "upsert", "read", "upsert"]


async def test_a_company_is_known_by_its_inn_and_not_by_its_name(desk: Desk) -> None:
    there(desk, Entity.COMPANY, NAME="ООО «5»")
    ref = there(desk, Entity.COMPANY, NAME="Ромашка", INN="7707083893")
    company = Company(5, "ООО «5»", "7707083893", "romashka.example")
    desk.subjects.rows[7] = replace(desk.subjects.rows[7], company=company)
    await desk.deliver()
    assert desk.count(Entity.COMPANY) == 2
    held = {"NAME": "Ромашка", "INN": "7707083893", "SITE": "romashka.example"}
    assert desk.state.cards[ref.id].fields == held


async def test_who_can_not_be_known_costs_no_call(desk: Desk) -> None:
    about(desk, phone=None)
    await desk.deliver()
    assert desk.state.calls == ["upsert"]


async def test_a_person_is_asked_for_once(desk: Desk) -> None:
    await desk.deliver()
    desk.lead(8)
    await desk.deliver(8)
    assert desk.state.calls == ["recognise", "upsert", "upsert"]


async def test_a_key_of_others_stays(desk: Desk) -> None:
    ref = there(desk, Entity.CONTACT, key="prequal-contact-77", PHONE="+79120000001")
    await desk.deliver()
    assert desk.state.cards[ref.id].key == "prequal-contact-77"
    assert desk.count(Entity.CONTACT) == 1


@pytest.mark.parametrize("done", [True, False])
async def test_a_found_person_stays_found_when_the_write_is_lost(desk: Desk, done: bool) -> None:
    ref = there(desk, Entity.CONTACT, NAME="Анна (бухгалтерия)", PHONE="+79120000001")
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "upsert", done=done))
    assert isinstance(await desk.deliver(), Later)
    await desk.clock.sleep(5)
    assert await desk.deliver() == Done()
    assert desk.count(Entity.CONTACT) == desk.count(Entity.LEAD) == 1
    assert desk.state.cards[ref.id].fields["NAME"] == "Анна (бухгалтерия)"
    assert desk.state.cards[ref.id].key == Party(Entity.CONTACT, 3).key
    assert desk.state.calls.count("recognise") == 1


async def test_a_search_that_fails_leaves_nothing_in_doubt(desk: Desk) -> None:
    desk.state.failures.append(Failure(Kind.UNAVAILABLE, "recognise"))
    assert isinstance(await desk.deliver(), Later)
    assert await desk.deliver() == Done()
    assert desk.state.calls == ["recognise", "recognise", "upsert"]


async def test_a_failure_after_a_search_does_not_repeat_it(desk: Desk) -> None:
    for kind, done in ((Kind.UNAVAILABLE, False), (Kind.AMBIGUOUS, False)):
        desk.state.failures.append(Failure(kind, "upsert", done=done))
        await desk.deliver()
    assert await desk.deliver() == Done()
    assert desk.state.calls.count("recognise") == 1


@pytest.mark.parametrize("another", [True, False])
async def test_who_may_have_been_given_a_card_meanwhile_is_sought_again(
    desk: Desk, another: bool
) -> None:
    desk.state.failures.append(Failure(Kind.UNAVAILABLE, "upsert"))
    await desk.deliver()
    if another:
        desk.lead(8, contact_id=4)  # the same phone
        assert await desk.deliver(8) == Done()
    else:
        await desk.clock.sleep(STRANGE_FOR.total_seconds())
        there(desk, Entity.CONTACT, PHONE="+79120000001")
    assert await desk.deliver() == Done()
    assert desk.count(Entity.CONTACT) == 1


async def test_a_card_that_others_made_is_not_emptied_by_us(desk: Desk) -> None:
    ref = there(desk, Entity.CONTACT, NAME="Анна (бухгалтерия)", PHONE="+79120000001")
    await desk.deliver()
    outcome = await desk.deliver(kind="crm_erase", contact_id=3, lead_ids=[7])
    assert isinstance(outcome, Never)
    assert str(ref.url) in outcome.reason
    assert desk.state.cards[ref.id].fields["NAME"] == "Анна (бухгалтерия)"
    assert desk.card(Entity.LEAD, 7).fields == {}, "the lead was ours"


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("8 (912) 000-00-01", "79120000001"),
        ("+7 912 000 00 01", "79120000001"),
        ("912 0000001", "79120000001"),
        ("+81 90 1234 5678", "819012345678"),
        ("+89120000001", "89120000001"),
        ("", ""),
    ],
)
def test_a_phone_is_compared_by_its_digits(phone: str, digits: str) -> None:
    assert digits_of(phone) == digits


@pytest.mark.parametrize(
    "site", ["HTTPS://www.Romashka.example/shop", "romashka.example", "//romashka.example"]
)
def test_a_site_is_compared_by_its_host(site: str) -> None:
    assert host_of(site) == "romashka.example"
    assert host_of("[") == host_of("ромашка") == ""
