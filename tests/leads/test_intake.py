"""Coming in: visits, enquiries, sources, and one open lead per person and product."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.catalogue import Campaign, Product, arrival
from leads.contact import Contact, Source
from leads.intake import name_product, register_enquiry, register_visit
from leads.lead import Temperature
from leads.stage import Stage
from tests.fakes.unit_of_work import FakeUnitOfWork
from tests.leads.samples import NOON, verdict

EXPO = Campaign("x7Q", "expo", "Выставка в мае", product="portal")
COLD = Campaign("c1", "outreach", "Письма", temperature=Temperature.COLD)
CAMPAIGNS = {campaign.code: campaign for campaign in (EXPO, COLD)}


async def newcomer() -> tuple[FakeUnitOfWork, Contact]:
    uow = FakeUnitOfWork()
    return uow, await uow.contacts.add(Contact(id=0, telegram_id=1001))


async def test_a_bare_start_is_a_visit_and_no_enquiry() -> None:
    uow, contact = await newcomer()
    seen = await register_visit(uow, contact, arrival(None, CAMPAIGNS), NOON)
    assert uow.events.kinds == ["visited"]
    assert uow.visits.rows[0].channel == "direct"
    assert uow.leads.rows == {}
    assert seen.first_source == Source("direct")


async def test_first_and_last_source_are_both_kept() -> None:
    uow, contact = await newcomer()
    for parameter in ("x7Q", "c1", None):
        contact = await register_visit(uow, contact, arrival(parameter, CAMPAIGNS), NOON)
    assert contact.first_source == Source("expo", "x7Q")
    assert contact.last_source == Source("outreach", "c1")
    assert await uow.contacts.get(contact.id) == contact
    assert [visit.channel for visit in uow.visits.rows] == ["expo", "outreach", "direct"]


@given(st.text(min_size=1))
def test_an_unknown_link_has_a_channel_of_its_own(parameter: str) -> None:
    arrived = arrival(parameter, {})
    assert arrived.source == Source("unknown_link")
    assert arrived.parameter == parameter[:64]


async def test_the_first_word_makes_a_lead_and_the_second_joins_it() -> None:
    uow, contact = await newcomer()
    contact = await register_visit(uow, contact, arrival("c1", CAMPAIGNS), NOON)
    first = await register_enquiry(uow, contact, NOON)
    second = await register_enquiry(uow, contact, NOON + timedelta(days=1))
    assert first.new and not second.new
    assert second.lead == first.lead
    assert (first.lead.channel, first.lead.campaign) == ("outreach", "c1")
    assert uow.events.kinds == ["visited", "enquiry_made"]


async def test_a_campaign_names_product_and_funnel() -> None:
    uow, contact = await newcomer()
    warm = (await register_enquiry(uow, contact, NOON, campaign=EXPO)).lead
    assert (warm.product, warm.funnel, warm.stage) == ("portal", "warm", Stage.ENQUIRY)
    cold = (await register_enquiry(uow, contact, NOON, campaign=COLD)).lead
    assert (cold.product, cold.funnel, cold.stage) == (None, "cold", Stage.LEAD)


async def test_a_product_that_has_an_open_lead_goes_on_there() -> None:
    uow, contact = await newcomer()
    seo = (await register_enquiry(uow, contact, NOON)).lead
    seo = await name_product(uow, seo, "seo", NOON)
    nameless = (await register_enquiry(uow, contact, NOON)).lead
    assert nameless.id != seo.id
    assert (await name_product(uow, nameless, "seo", NOON)).id == seo.id
    closed = uow.leads.rows[nameless.id]
    assert (closed.stage, closed.loss_reason) == (Stage.LOST, "duplicate")


async def test_another_need_after_the_verdict_is_another_lead() -> None:
    uow, contact = await newcomer()
    seo = await name_product(uow, (await register_enquiry(uow, contact, NOON)).lead, "seo", NOON)
    changed = await name_product(uow, seo, "crm", NOON)
    assert changed.id == seo.id, "before the verdict it is the same conversation"
    judged = await uow.leads.save(replace(changed, verdict=verdict()))
    portal = await name_product(uow, judged, "portal", NOON)
    assert portal.id != judged.id
    assert uow.leads.rows[judged.id].product == "crm"
    assert portal.verdict is None and portal.stage is Stage.ENQUIRY


async def test_a_closed_lead_does_not_stand_in_the_way_of_a_new_one() -> None:
    uow, contact = await newcomer()
    lead = (await register_enquiry(uow, contact, NOON)).lead
    await uow.leads.save(lead.moved(Stage.LOST, NOON))
    assert (await register_enquiry(uow, contact, NOON)).new


steps = st.lists(
    st.one_of(
        st.just(("enquire", "")),
        st.tuples(st.just("name"), st.sampled_from(["seo", "crm", "portal"])),
        st.tuples(st.just("judge"), st.just("")),
        st.tuples(st.just("close"), st.just("")),
    ),
    max_size=25,
)


@given(steps)
async def test_never_two_open_leads_for_one_person_and_product(
    plan: list[tuple[str, str]],
) -> None:
    uow, contact = await newcomer()
    current = (await register_enquiry(uow, contact, NOON)).lead
    for act, product in plan:
        match act:
            case "enquire":
                current = (await register_enquiry(uow, contact, NOON)).lead
            case "name":
                # The fake refuses a second open lead, as the database does.
                current = await name_product(uow, current, product, NOON)
            case "judge":
                current = await uow.leads.save(current.judged(verdict(), NOON))
            case _:
                if current.is_open:
                    current = await uow.leads.save(current.moved(Stage.LOST, NOON))
        open_ones = [lead.product for lead in uow.leads.rows.values() if lead.is_open]
        assert len(open_ones) == len(set(open_ones))


def test_the_register_speaks_the_persons_language() -> None:
    product = Product("seo", {"ru": "Продвижение", "en": "SEO"})
    assert (product.named("en"), product.named("de")) == ("SEO", "Продвижение")
