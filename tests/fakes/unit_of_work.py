"""An in-memory unit of work for the use cases of the domain: same rules as storage, no SQL.

Saving checks versions, ids are allotted, keys of outbox and touches are unique for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leads.assigning import Assignment
from leads.catalogue import Campaign
from leads.company import Company
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.documents import ConsentText
from leads.facts import Fact
from leads.grading.potential import Bought
from leads.lead import Lead
from leads.order import Order, Task
from leads.outbox import OutboxMessage, Priority
from leads.routing import Load, Ties
from leads.touch import Touch
from leads.visit import Visit


class Conflict(RuntimeError):
    """Somebody else has saved this lead in the meantime."""


@dataclass
class FakeLeads:
    rows: dict[int, Lead] = field(default_factory=dict)

    async def get(self, lead_id: int) -> Lead | None:
        return self.rows.get(lead_id)

    async def open_for(self, contact_id: int, product: str | None) -> Lead | None:
        return next(
            (
                lead
                for lead in self.rows.values()
                if lead.contact_id == contact_id and lead.product == product and lead.is_open
            ),
            None,
        )

    async def open_of(self, contact_id: int) -> Sequence[Lead]:
        return [one for one in self.rows.values() if one.contact_id == contact_id and one.is_open]

    async def last_of(self, contact_id: int) -> Lead | None:
        mine = [one for one in self.rows.values() if one.contact_id == contact_id]
        return max(mine, key=lambda one: (one.is_open, one.id), default=None)

    async def add(self, lead: Lead) -> Lead:
        if await self.open_for(lead.contact_id, lead.product) is not None:
            raise Conflict("a second open lead for one person and product")
        stored = replace(lead, id=len(self.rows) + 1, version=1)
        self.rows[stored.id] = stored
        return stored

    async def save(self, lead: Lead) -> Lead:
        if self.rows[lead.id].version != lead.version:
            raise Conflict(f"lead {lead.id} was changed by somebody else")
        other = await self.open_for(lead.contact_id, lead.product)
        if lead.is_open and other is not None and other.id != lead.id:
            raise Conflict("a second open lead for one person and product")
        stored = replace(lead, version=lead.version + 1)
        self.rows[lead.id] = stored
        return stored


@dataclass
class FakeContacts:
    rows: dict[int, Contact] = field(default_factory=dict)

    async def get(self, contact_id: int) -> Contact | None:
        return self.rows.get(contact_id)

    async def by_telegram(self, telegram_id: int) -> Contact | None:
        return next((row for row in self.rows.values() if row.telegram_id == telegram_id), None)

    async def add(self, contact: Contact) -> Contact:
        stored = replace(contact, id=len(self.rows) + 1)
        self.rows[stored.id] = stored
        return stored

    async def save(self, contact: Contact) -> None:
        if contact.id not in self.rows:
            raise KeyError(contact.id)
        self.rows[contact.id] = contact


@dataclass
class FakeEvents:
    rows: list[Fact] = field(default_factory=list)

    async def add(self, fact: Fact) -> None:
        self.rows.append(fact)

    async def history(self, lead_id: int) -> Sequence[Fact]:
        return [fact for fact in self.rows if fact.lead_id == lead_id]

    @property
    def kinds(self) -> list[str]:
        return [fact.kind for fact in self.rows]


@dataclass
class FakeOutbox:
    rows: dict[str, OutboxMessage] = field(default_factory=dict)

    async def add(self, message: OutboxMessage) -> None:
        self.rows.setdefault(message.key, message)

    async def waiting(self, priority: Priority, most: int) -> int:
        return 0  # what was written here has been sent


@dataclass
class FakeTouches:
    rows: dict[str, Touch] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)

    async def plan(self, touch: Touch) -> None:
        self.rows.setdefault(touch.key, touch)

    async def cancel(self, prefix: str) -> None:
        self.cancelled |= {key for key in self.rows if key.startswith(prefix)}

    @property
    def pending(self) -> list[Touch]:
        return [touch for key, touch in self.rows.items() if key not in self.cancelled]


@dataclass
class FakeConsents:
    rows: list[ConsentEntry] = field(default_factory=list)

    async def add(self, entry: ConsentEntry) -> None:
        self.rows.append(entry)

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]:
        return [entry for entry in self.rows if entry.contact_id == contact_id]


@dataclass
class FakeDocuments:
    rows: dict[str, ConsentText] = field(default_factory=dict)

    async def keep(self, text: ConsentText) -> None:
        self.rows.setdefault(text.digest, text)


@dataclass
class FakeCampaigns:
    """Links that were made: none."""

    async def made_with(self, code: str) -> Campaign | None:
        return None


@dataclass
class FakeVisits:
    rows: list[Visit] = field(default_factory=list)

    async def add(self, visit: Visit) -> None:
        self.rows.append(visit)


@dataclass
class FakeOrders:
    rows: list[Order] = field(default_factory=list)

    async def add(self, order: Order) -> Order:
        stored = replace(order, id=len(self.rows) + 1)
        self.rows.append(stored)
        return stored

    async def history(
        self, contact_id: int, company_id: int | None
    ) -> Sequence[tuple[datetime, str | None]]:
        return [(one.paid_at, one.product) for one in self.rows if one.contact_id == contact_id]

    async def bought(self, contact_id: int) -> bool:
        return any(order.contact_id == contact_id for order in self.rows)

    async def bought_by(self, company_id: int, currency: str) -> Bought | None:
        theirs = [
            order
            for order in self.rows
            if order.company_id == company_id and order.currency == currency
        ]
        if not theirs:
            return None
        first = min(order.paid_at for order in theirs)
        return Bought(len(theirs), sum(order.amount for order in theirs), first)


@dataclass
class FakeCompanies:
    rows: dict[int, Company] = field(default_factory=dict)

    async def get(self, company_id: int) -> Company | None:
        return self.rows.get(company_id)

    async def regrade(self, company: Company) -> None:
        self.rows[company.id] = company


@dataclass
class FakeTasks:
    rows: list[Task] = field(default_factory=list)

    async def add(self, task: Task) -> None:
        self.rows.append(replace(task, id=len(self.rows) + 1))

    async def close_of(self, lead_id: int, now: datetime) -> None:
        self.rows = [
            replace(task, closed_at=now)
            if task.lead_id == lead_id and task.closed_at is None
            else task
            for task in self.rows
        ]

    @property
    def pending(self) -> list[Task]:
        return [task for task in self.rows if task.closed_at is None]


@dataclass
class FakeAssignments:
    rows: dict[int, Assignment] = field(default_factory=dict)
    loaded: dict[int, Load] = field(default_factory=dict)
    tied: Ties = field(default_factory=Ties)

    async def get(self, lead_id: int) -> Assignment | None:
        return self.rows.get(lead_id)

    async def save(self, assignment: Assignment) -> None:
        self.rows[assignment.lead_id] = assignment

    async def loads(self) -> dict[int, Load]:
        return self.loaded

    async def ties(self, lead: Lead) -> Ties:
        return self.tied


@dataclass
class FakeUnitOfWork:
    leads: FakeLeads = field(default_factory=FakeLeads)
    contacts: FakeContacts = field(default_factory=FakeContacts)
    events: FakeEvents = field(default_factory=FakeEvents)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    touches: FakeTouches = field(default_factory=FakeTouches)
    consents: FakeConsents = field(default_factory=FakeConsents)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    visits: FakeVisits = field(default_factory=FakeVisits)
    campaigns: FakeCampaigns = field(default_factory=FakeCampaigns)
    orders: FakeOrders = field(default_factory=FakeOrders)
    companies: FakeCompanies = field(default_factory=FakeCompanies)
    tasks: FakeTasks = field(default_factory=FakeTasks)
    assignments: FakeAssignments = field(default_factory=FakeAssignments)
