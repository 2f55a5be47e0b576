"""What listening to CRMs reads and keeps, in memory: the same rules as storage, no SQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar, cast

from crm_sync.back.asking import Asking
from crm_sync.back.following import Following
from crm_sync.back.known import Known
from crm_sync.back.names import Names
from crm_sync.back.ports import ListeningUnitOfWork, Standing
from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import Bundle, CrmRef, CrmSnapshot, Entity, Made
from crm_sync.contract import Account, CrmAdapter, Services
from crm_sync.errors import CrmError
from crm_sync.mapping.plan import FieldRule, FunnelRule, Plan
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party, Sent
from leads.clock import Clock
from leads.crm_back.facts import CrmSaid
from leads.lead import Lead
from leads.meetings.booking import Meetings
from leads.meetings.meeting import Terms
from leads.stage import Stage
from leads.steps import Steps
from tests.fakes.unit_of_work import FakeUnitOfWork
from tests.leads.samples import GRADING, POLICY, funnels

T = TypeVar("T")
REF = CrmRef(Entity.LEAD, "342")
BORIS, VERA = 2001, 2002
PLAN = Plan(
    "mapping.yaml",
    fields={
        Entity.LEAD: (
            FieldRule("TITLE", "title"),
            FieldRule("SUM", "amount"),
            FieldRule("LESS", "discount"),
        )
    },
    funnels={
        "warm": FunnelRule(
            "3",
            {
                Stage.LEAD: "new",
                Stage.QUALIFIED: "new",
                Stage.BRIEF: "brief",
                Stage.KEY_STAGE: "meeting",
                Stage.PROPOSAL: "offer",
                Stage.CONTRACT: "contract",
                Stage.PAYMENT: "won",
                Stage.DISQUALIFIED: "lost",
                Stage.LOST: "lost",
                Stage.THINKING: "thinks",
            },
            back={"prepaid": Stage.CONTRACT},
        )
    },
    users={BORIS: "6", VERA: "7"},
    loss_reasons={"price": "73", "competitor": "74"},
)


@dataclass
class FakeCrmLinks:
    """The one card there is."""

    card: Standing = field(default_factory=lambda: Standing(Party(Entity.LEAD, 1), {}))

    async def standing(self, account: str, ref: CrmRef) -> Standing | None:
        return self.card if ref.id == REF.id else None

    async def followed(self, account: str, party: Party, sent: Sent, known: Known) -> None:
        self.card = replace(self.card, sent=sent, known=known)


@dataclass
class FakeCrmCalls:
    noted: set[str] = field(default_factory=set)

    async def heard(self, account: str, event: str) -> bool:
        return event in self.noted

    async def note(self, account: str, event: str) -> None:
        self.noted.add(event)


@dataclass
class BackUnitOfWork(FakeUnitOfWork):
    crm_links: FakeCrmLinks = field(default_factory=FakeCrmLinks)
    crm_calls: FakeCrmCalls = field(default_factory=FakeCrmCalls)


class OneByOne:
    """Works over one unit of work."""

    def __init__(self, uow: BackUnitOfWork) -> None:
        self.uow = uow

    async def run(self, work: Callable[[ListeningUnitOfWork], Awaitable[T]]) -> T:
        return await work(cast("ListeningUnitOfWork", self.uow))


class Teller(CrmAdapter):
    """Tells what has changed, and with `shown` lets its card be read."""

    name: ClassVar[str] = "teller"
    title: ClassVar[str] = "Teller"
    capabilities: ClassVar[Capability] = (
        Capability.STAGES | Capability.OWNERS | Capability.LOSS_REASONS | Capability.WEBHOOKS
    )
    options: ClassVar[tuple[Option, ...]] = ()
    limits: ClassVar[Limits] = Limits(rate=10, burst=10)

    def __init__(self, account: Account, services: Services) -> None:
        self.shown: CrmSnapshot | CrmError | None = None
        self.reads = 0

    async def check(self) -> None:
        """There is nothing to ask."""

    async def upsert(self, bundle: Bundle) -> Made:
        return {}


class Reader(Teller):
    """The same, to be read."""

    capabilities: ClassVar[Capability] = Teller.capabilities | Capability.READ

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        self.reads += 1
        if isinstance(self.shown, CrmError):
            raise self.shown
        return self.shown


class Desk:
    """One lead that follows one account."""

    def __init__(self, clock: Clock, kind: type[Teller] = Teller) -> None:
        self.uow = BackUnitOfWork()
        self.vain: list[CrmSaid] = []
        self.alarms: list[CrmError] = []
        self.adapter = kind(Account("main", kind.name, {}), cast("Any", None))
        unused = cast("Any", None)
        self.crm = Connection("main", self.adapter, PLAN, unused, unused)
        self.following = Following(
            OneByOne(self.uow),
            Meetings(Steps(POLICY, funnels(), GRADING), POLICY, Terms(), None),
            Asking(clock, self._alarm),
            Names({BORIS: "Борис", VERA: "Вера"}, clock, "менеджер"),
            self._told,
            clock,
        )

    @property
    def lead(self) -> Lead:
        return self.uow.leads.rows[1]

    def stands(self, stage: Stage) -> bool:
        """Whether the lead is in that stage now."""
        return self.lead.stage is stage

    async def _told(self, uow: ListeningUnitOfWork, account: str, vain: Sequence[CrmSaid]) -> None:
        self.vain.extend(vain)

    async def _alarm(self, account: str, error: CrmError) -> None:
        self.alarms.append(error)
