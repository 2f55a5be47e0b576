"""What the contract suite asks of each CRM's stand-in, and the parts that all of them share."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import ClassVar

from crm_sync.cards import Bundle, Card, CrmRef, CrmTask, CrmValue, Entity, Place
from crm_sync.contract import Account, CrmAdapter, Services
from crm_sync.events import InboundRequest
from crm_sync.importing.pages import BaseCard
from crm_sync.tokens import Refresh, Tokens
from crm_sync.transport import Transport
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter
from leads.importing.rows import Kind

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG_TEXT = "Нужна поставка «под ключ»: 漢字, emoji 🚚, кавычки \"'\\ и строка\nза строкой. " * 40


class Mishap(Enum):
    """What can happen to the next call that writes, in the CRM's own form of it."""

    LOST = "done, and the answer is lost"
    DROPPED = "never done, the line breaks"
    BUSY = "503: nothing done"
    LIMITED = "too many calls, come back after `Rig.wait` seconds"
    DOWN = "500: nobody knows"
    BAD_TOKEN = "the token is refused"
    HTML_403 = "403 with a page instead of an answer"
    PAGE = "200 with a page of somebody on the way; nothing done"
    BAD_VALUE = "a value is refused"


class HandClock:
    """Stands still until somebody sleeps by it."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class MemoryTokens:
    """A token store of one process, without a lock."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.tokens = tokens

    async def get(self) -> Tokens | None:
        return self.tokens

    async def rotate(self, stale: Tokens | None, refresh: Refresh) -> Tokens:
        if self.tokens is None or self.tokens == stale:
            self.tokens = await refresh(self.tokens)
        return self.tokens


@dataclass(frozen=True)
class Beside:
    """A note, task or file as the CRM shows it: its text, a task's moment, whether it is over."""

    text: str
    due_at: datetime | None = None
    over: bool = False


class Rig(ABC):
    """A CRM that the suite can look into and upset. One for each test.

    `names` are this CRM's fields by what they hold (`title`, `text`, `amount` of a lead; `name`,
    `phone`, `email` of a contact; `name` of a company): those of `sample`. Where companies are
    recognised there is `inn`, too.
    """

    names: ClassVar[Mapping[Entity, Mapping[str, str]]]
    place: Place
    lost: Place
    owner: str
    new_field: str
    unheard_of = "unheard-of"
    """A stage that no mapping knows, as this CRM numbers its stages."""
    secrets: Sequence[str]
    company_by_person = False
    """The CRM has no tie of its own between a lead and a company: it is the person's."""
    ignores_unknown_fields: bool | None = False
    """The CRM takes a field that it does not have and keeps nothing of it; None: keeps it."""
    one_for_a_mailbox = False
    """The CRM has no second person with a mailbox."""
    minimum_calls = 1
    """Calls that the CRM's own documentation needs for a lead with its person and company."""
    wait = 7.0
    by_hand_phone = "8 (912) 000-00-01"
    """The phone of `sample(1)` as somebody has typed it there and the CRM's search still finds."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self._transports: list[Transport] = []

    async def start(self) -> None:  # noqa: B027 - most stand-ins need none
        """Begin to serve."""

    async def stop(self) -> None:  # noqa: B027
        """Stop serving."""

    @abstractmethod
    def adapter(self) -> CrmAdapter:
        """An adapter of this account; a second one is another worker."""

    @abstractmethod
    def upset(self, mishap: Mishap) -> None:
        """The next call that writes meets this."""

    @abstractmethod
    def calls(self) -> int:
        """How many calls have come in so far."""

    @abstractmethod
    def count(self, entity: Entity) -> int:
        """How many cards of that kind there are."""

    @abstractmethod
    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        """What the card holds, by the names of `names` and in the form that was written."""

    @abstractmethod
    def tied(self, lead: CrmRef) -> frozenset[str]:
        """The ids of the contact and company that the lead is tied to, as in their refs."""

    @abstractmethod
    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        """The notes, tasks or files at the card."""

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        """Where the lead stands and whose it is, as the CRM has it."""
        raise NotImplementedError

    def move(self, lead: CrmRef, stage: str) -> None:
        """Somebody moves the lead there by hand, maybe to a stage that no mapping knows."""
        raise NotImplementedError

    def by_hand(self, card: Card) -> CrmRef:
        """Somebody makes a card there, without a key of ours."""
        raise NotImplementedError

    def book(
        self, lead: CrmRef, meeting: CrmTask, ref: CrmRef | None = None
    ) -> InboundRequest | None:
        """Somebody books a meeting at the lead by hand, or changes the one at `ref`; how the CRM
        tells of it by webhook, where it does."""
        raise NotImplementedError

    def remove(self, ref: CrmRef) -> None:
        """Somebody deletes the card there."""
        raise NotImplementedError

    def vouched(self) -> InboundRequest:
        """A webhook call as the CRM makes it, about any lead."""
        raise NotImplementedError

    def forged(self) -> Sequence[InboundRequest]:
        """Calls that the CRM never made: no secret, a wrong one, a changed body …"""
        raise NotImplementedError

    def sample(self, number: int = 1) -> Bundle:
        """A lead with its person and company, full of difficult words."""
        return Bundle(
            company=self.card(Entity.COMPANY, number, name=f"ООО «Ромашка № {number}»"),
            contact=self.card(
                Entity.CONTACT,
                number,
                name="Анна-Мария О'Нил",
                phone=f"+7912000{number:04}",
                email=f"anna{number}@example.com",
            ),
            lead=self.card(
                Entity.LEAD,
                number,
                title=f"Telegram: Анна {number}",
                text=LONG_TEXT.strip(),
                amount=150_000,
            ),
            delivery=f"delivery-{number}",
        )

    def card(self, entity: Entity, number: int, **values: CrmValue | None) -> Card:
        """A card with values for what this CRM names."""
        names = self.names[entity]
        written = {names[what]: value for what, value in values.items() if what in names}
        return Card(entity, f"prequal-{entity.value}-{number}", written)

    def services(self, kind: type[CrmAdapter], tokens: MemoryTokens | None = None) -> Services:
        """What an adapter works with, by this rig's clock, allowed to call the loopback."""
        limiter = PacedLimiter("main", kind.limits, MemoryPaces(), self.clock, self.clock.sleep)
        transport = Transport(
            kind.limits, limiter, Mask(self.secrets), self.clock.now, private=True
        )
        self._transports.append(transport)
        return Services(transport, tokens or MemoryTokens(), self.clock)

    async def close(self) -> None:
        """Close what was opened."""
        for transport in self._transports:
            await transport.aclose()
        await self.stop()


async def whole_base(crm: CrmAdapter, kind: Kind, fields: Mapping[str, str]) -> list[BaseCard]:
    """All cards of a kind that a CRM has, page by page."""
    page = await crm.base(kind, None, fields)
    cards = list(page.cards)
    while page.cursor is not None:
        page = await crm.base(kind, page.cursor, fields)
        cards += page.cards
    return cards


def account_of(kind: type[CrmAdapter], **options: str) -> Account:
    """An account with these options and the adapter's own defaults; our keys in `prequal_key`."""
    defaults = {option.name: option.default for option in kind.options}
    keys = dict.fromkeys((Entity.COMPANY, Entity.CONTACT, Entity.LEAD), "prequal_key")
    return Account("main", kind.name, {**defaults, **options}, keys)
