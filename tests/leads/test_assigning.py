"""Offers as use cases: on offer to one, passed on in time, open to all afterwards."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from leads.assigning import Assigner, Reserved
from leads.caused import row_key
from leads.company import Company, Grade
from leads.consent import Audience, Purpose
from leads.facts import Assigned, Fact, Qualified
from leads.lead import Lead
from leads.outbox import Priority
from leads.routing import Load, Ties
from leads.selling import Seller
from leads.stage import Stage
from leads.team import Away, Member, Team
from leads.touch import UNTAKEN, Touch
from tests.fakes.unit_of_work import FakeCompanies, FakeEvents, FakeUnitOfWork
from tests.leads.samples import ANNA, LATE, NOON, POLICY, lead, verdict

IGOR, OLEG, BOSS = Member(1, "Игорь"), Member(2, "Олег", capacity=5), 9
TEAM = Team((IGOR, OLEG), catch_all=BOSS)
ASSIGNER = Assigner(TEAM, POLICY)
FIVE, FIFTEEN = timedelta(minutes=5), timedelta(minutes=15)


@dataclass
class Events(FakeEvents):
    async def history(self, lead_id: int) -> list[Fact]:
        return [fact for fact in self.rows if fact.lead_id == lead_id]


@dataclass
class Absences:
    rows: dict[int, Away] = field(default_factory=dict)

    async def all(self) -> dict[int, Away]:
        return self.rows

    async def save(self, member_id: int, away: Away) -> None:
        self.rows[member_id] = away

    async def end(self, member_id: int) -> None:
        self.rows.pop(member_id, None)


@dataclass
class Office(FakeUnitOfWork):
    events: Events = field(default_factory=Events)
    absences: Absences = field(default_factory=Absences)

    @property
    def offers(self) -> list[Assigned]:
        return [fact for fact in self.events.rows if isinstance(fact, Assigned)]


async def qualified(uow: Office, at: datetime = NOON) -> Lead:
    await uow.contacts.add(ANNA)
    found = await uow.leads.add(replace(lead(Stage.QUALIFIED, at=at), qualified_at=at))
    judged = {"verdict": verdict(), "was": Stage.LEAD}
    fact = Qualified(at=at, contact_id=ANNA.id, lead_id=found.id, **judged)  # type: ignore[arg-type]
    await uow.events.add(fact)
    return found


def reminder(lead_id: int, at: datetime) -> Touch:
    return Touch(
        key=f"untaken:{lead_id}:{at.isoformat()}",
        kind=UNTAKEN,
        lead_id=lead_id,
        contact_id=None,
        audience=Audience.STAFF,
        purpose=Purpose.SERVICE,
        due_at=at,
        priority=Priority.ALERT,
    )


async def test_only_the_one_it_is_offered_to_or_a_manager_may_take_it_at_first() -> None:
    uow = Office()
    found = await qualified(uow)
    await ASSIGNER.offer(uow, found, ANNA, NOON)
    await ASSIGNER.check_may_take(uow, found, Seller(1, "Игорь"), NOON)
    await ASSIGNER.check_may_take(uow, found, Seller(9, "Мария", manager=True), NOON)
    with pytest.raises(Reserved) as held:
        await ASSIGNER.check_may_take(uow, found, Seller(2, "Олег"), NOON)
    assert (held.value.name, held.value.until) == ("Игорь", NOON + FIFTEEN)
    await ASSIGNER.check_may_take(uow, found, Seller(2, "Олег"), NOON + FIFTEEN)


async def test_the_night_is_no_part_of_the_fifteen_minutes() -> None:
    uow = Office()
    found = await qualified(uow, LATE)
    await ASSIGNER.offer(uow, found, ANNA, LATE)
    with pytest.raises(Reserved):
        await ASSIGNER.check_may_take(uow, found, Seller(2, "Олег"), LATE + timedelta(hours=10))


async def test_the_first_reminder_calls_the_last_one_passes_on_until_nobody_is_left() -> None:
    uow = Office()
    found = await qualified(uow)
    await ASSIGNER.offer(uow, found, ANNA, NOON, region="moscow")
    for minutes in (5, 15, 30, 45, 60):
        at = NOON + timedelta(minutes=minutes)
        await ASSIGNER.remind(uow, reminder(found.id, at), at)
        assert row_key(reminder(found.id, at).key) in uow.outbox.rows
    assert [fact.member for fact in uow.offers] == [1, 2, BOSS]
    assert [fact.passed_by for fact in uow.offers] == [None, "Игорь", "Олег"]
    assert {fact.region for fact in uow.offers} == {"moscow"}
    assert [fact.why for fact in uow.offers] == ["freest", "freest", "nobody_took"]


async def test_a_lead_from_before_there_was_a_team_is_offered_at_the_first_reminder() -> None:
    uow = Office()
    found = await qualified(uow)
    await ASSIGNER.check_may_take(uow, found, Seller(2, "Олег"), NOON)
    await ASSIGNER.remind(uow, reminder(found.id, NOON + FIVE), NOON + FIVE)
    assert [fact.passed_by for fact in uow.offers] == [None]


async def test_a_lead_that_somebody_has_is_not_offered() -> None:
    uow = Office()
    found = replace(await qualified(uow), owner_id=2)
    await ASSIGNER.offer(uow, found, ANNA, NOON)
    assert uow.offers == []


async def test_what_is_known_of_company_loads_and_absences_decides() -> None:
    uow = Office(companies=FakeCompanies({7: Company(7, "Ромашка", grade=Grade.A)}))
    picky = replace(IGOR, grades=frozenset({"C"}))
    found = await qualified(uow)
    contact = replace(ANNA, company_id=7)
    await Assigner(Team((picky, OLEG), catch_all=BOSS), POLICY).offer(uow, found, contact, NOON)
    uow.assignments.loaded = {1: Load(open=9)}
    await ASSIGNER.offer(uow, found, ANNA, NOON)
    uow.absences.rows = {2: Away(NOON.date(), None)}
    uow.assignments.tied = Ties(company=2)
    await ASSIGNER.offer(uow, found, ANNA, NOON)
    assert [fact.member for fact in uow.offers] == [2, 2, 1]
    assert uow.offers[-1].about == {"instead_of": "Олег", "open": 9, "capacity": 10}
