"""Both sides of accounts compared by one command, beside a running bot. All construction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.app.crm.connecting import Planned
from bot.app.crm.patience import patiently
from bot.app.crm.saying import SaidInVain
from bot.app.exclusivity import Exclusivity
from bot.app.files import load_funnels, load_scenarios
from bot.app.grades import present_grading
from bot.app.policies import policy_of, terms_of, terms_of_meetings
from bot.app.settings import Settings
from bot.app.shelving import present_shelf
from bot.chat.book import Book
from bot.chat.crm_words import CrmWords
from bot.chat.texts import Texts
from crm_sync.back.asking import Asking
from crm_sync.back.following import Following
from crm_sync.back.names import Names
from crm_sync.errors import CrmError
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party
from crm_sync.reconciling.comparing import Difference
from crm_sync.reconciling.reconciling import Reconciling, Repairing
from leads.clock import Clock
from leads.meetings.booking import Meetings
from leads.steps import Steps
from storage.crm.expected import Expected, count_expected, expected_leads
from storage.database import Database

Progress = Callable[[int], None]


@dataclass(slots=True)
class Reconciled:
    """What came of an account: every difference, and what of it a person has to look at."""

    leads: int = 0
    under_way: int = 0
    found: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)


class Comparison:
    """Compares accounts on one database."""

    def __init__(
        self,
        database: Database,
        words: CrmWords,
        meetings: Meetings,
        in_vain: SaidInVain,
        names: Names,
        clock: Clock,
    ) -> None:
        self._database = database
        self._words = words
        self._meetings = meetings
        self._in_vain = in_vain
        self._names = names
        self._clock = clock

    async def count(self, crm: Connection, *, every: bool) -> int:
        """How many leads there are to compare."""
        return await self._database.read(lambda c: count_expected(c, crm.name, every=every))

    async def account(
        self, crm: Connection, progress: Progress, *, every: bool, repair: bool
    ) -> Reconciled:
        """Compare every lead of the account. Raises a `CrmError` when it can't be asked."""
        asking = Asking(self._clock, _silent)
        funnel = self._meetings.steps.funnel
        reconciling = Reconciling(crm, self._database, self._words, funnel, asking)
        following = Following(
            self._database, self._meetings, asking, self._names, self._in_vain, self._clock
        )
        repairing = Repairing(crm, self._database, reconciling, following)
        done = Reconciled()
        after = 0
        seen: set[Party] = set()
        while page := await self._page(crm, every=every, after=after):
            for one in page:
                done.leads += 1
                done.under_way += one.under_way
                if not one.under_way:
                    found = await patiently(partial(reconciling.lead, one.lead_id, seen))
                    done.found += found
                    if repair and found:
                        mend = partial(repairing.lead, found, self._clock.now())
                        done.left += await patiently(mend)
                progress(1)
            after = page[-1].lead_id
        return done

    async def _page(self, crm: Connection, *, every: bool, after: int) -> list[Expected]:
        return list(
            await self._database.read(
                lambda c: expected_leads(c, crm.name, every=every, after=after)
            )
        )


async def comparison(
    settings: Settings, database: Database, planned: Sequence[Planned], clock: Clock
) -> Comparison:
    """What the command works with. `planned` are all accounts: each hears what another brings."""
    scenarios, funnels = load_scenarios(settings.scenarios_dir), load_funnels()
    told = tuple(one.told for one in planned)
    policy = policy_of(settings, clock.now().year, funnels, told)
    shelf = await present_shelf(database, scenarios.values(), calendar=policy.calendar)
    grading = await present_grading(database, terms_of(settings), clock)
    exclusive = Exclusivity.of(settings, scenarios.values(), policy)
    book = Book(shelf, funnels, grading, exclusive.register, {})
    locale = settings.default_language
    texts = Texts(locale, zone=settings.zone)
    words = CrmWords(database, book, texts, policy, clock, locale)
    in_vain = SaidInVain(texts, settings.manager_ids, locale)
    names = Names({}, clock, texts.label("some_salesperson", locale))
    steps = Steps(policy, funnels, grading)
    meetings = Meetings(steps, policy, terms_of_meetings(settings), None)
    return Comparison(database, words, meetings, in_vain, names, clock)


async def _silent(account: str, error: CrmError) -> None:
    """The command says it itself."""
