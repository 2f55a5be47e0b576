"""The unit of work: every repository over one scope. Use cases see it through their Protocols.

Those that few works need are imported by the first that does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from storage import consents, contacts, inbox, leads, outbox, sessions
from storage.companies import Companies
from storage.company_ties import CompanyTies
from storage.consents import Consents
from storage.contacts import Contacts
from storage.documents import Documents
from storage.events import Events
from storage.handoffs import Posts, Threads
from storage.inbox import Inbox
from storage.lately import RecentTouches
from storage.leads import Leads
from storage.mailings import Mailings
from storage.meetings import Calendars, Meetings
from storage.orders import Orders, Tasks
from storage.outbox import Outbox
from storage.paces import Paces
from storage.page import PageKeys
from storage.partners import Referrals
from storage.register import Campaigns, Products, Visits
from storage.retention import Kept
from storage.scenarios import Publications, Scenarios
from storage.scope import Batch, Scope
from storage.sessions import Sessions
from storage.submissions import Submissions
from storage.supply import Supplies, Waits
from storage.surveys import Surveys
from storage.team import Absences, Assignments
from storage.touches import Touches
from storage.undelivered import UndeliveredRows
from storage.yardsticks import Yardsticks

if TYPE_CHECKING:
    from storage.calls import Calls
    from storage.crm.calls import CrmCalls
    from storage.crm.feeds import CrmFeeds
    from storage.crm.links import CrmLinks
    from storage.crm.tokens import CrmTokens
    from storage.erasure import Erasure
    from storage.export import Export
    from storage.hypotheses import Hypotheses
    from storage.imports import Imports


class UnitOfWork:
    """What one work reads and writes: kept as a whole when it returns, dropped when it raises."""

    def __init__(self, scope: Scope) -> None:
        self.inbox = Inbox(scope)
        self.contacts = Contacts(scope)
        self.companies = Companies(scope)
        self.ties = CompanyTies(scope)
        self.sessions = Sessions(scope)
        self.scenarios = Scenarios(scope)
        self.publications = Publications(scope)
        self.leads = Leads(scope)
        self.events = Events(scope)
        self.outbox = Outbox(scope)
        self.touches = Touches(scope)
        self.lately = RecentTouches(scope)
        self.mailings = Mailings(scope)
        self.consents = Consents(scope)
        self.documents = Documents(scope)
        self.visits = Visits(scope)
        self.orders = Orders(scope)
        self.tasks = Tasks(scope)
        self.products = Products(scope)
        self.campaigns = Campaigns(scope)
        self.kept = Kept(scope)
        self.threads = Threads(scope)
        self.posts = Posts(scope)
        self.assignments = Assignments(scope)
        self.absences = Absences(scope)
        self.yardsticks = Yardsticks(scope)
        self.paces = Paces(scope)
        self.supply = Supplies(scope)
        self.waits = Waits(scope)
        self.surveys = Surveys(scope)
        self.referrals = Referrals(scope)
        self.submissions = Submissions(scope)
        self.meetings = Meetings(scope)
        self.calendars = Calendars(scope)
        self.undelivered = UndeliveredRows(scope)
        self.page_keys = PageKeys(scope)
        self.scope = scope  # for this room's own chores

    @cached_property
    def calls(self) -> Calls:
        """Who of staff answers for whom."""
        from storage.calls import Calls

        return Calls(self.scope)

    @cached_property
    def erasure(self) -> Erasure:
        """What a person's deletion takes with it."""
        from storage.erasure import Erasure

        return Erasure(self.scope)

    @cached_property
    def export(self) -> Export:
        """What is known about one person."""
        from storage.export import Export

        return Export(self.scope)

    @cached_property
    def hypotheses(self) -> Hypotheses:
        """The register of hypotheses."""
        from storage.hypotheses import Hypotheses

        return Hypotheses(self.scope)

    @cached_property
    def imports(self) -> Imports:
        """Bases of leads brought from files and CRMs."""
        from storage.imports import Imports

        return Imports(self.scope)

    @cached_property
    def crm_links(self) -> CrmLinks:
        """Which record of a CRM is whose."""
        from storage.crm.links import CrmLinks

        return CrmLinks(self.scope)

    @cached_property
    def crm_calls(self) -> CrmCalls:
        """What CRMs told us by calling."""
        from storage.crm.calls import CrmCalls

        return CrmCalls(self.scope)

    @cached_property
    def crm_feeds(self) -> CrmFeeds:
        """How far the changes of each CRM were read."""
        from storage.crm.feeds import CrmFeeds

        return CrmFeeds(self.scope)

    @cached_property
    def crm_tokens(self) -> CrmTokens:
        """The tokens by which CRMs let us in."""
        from storage.crm.tokens import CrmTokens

        return CrmTokens(self.scope)

    @property
    def now(self) -> datetime:
        """The instant at which the work began."""
        return self.scope.now


def preload(
    connection: Connection, batch: Batch, chat_ids: Sequence[int], update_ids: Sequence[int]
) -> None:
    """Read, and hold for writing, what the works of a batch said they are about."""
    known, keys = batch.known, batch.keys
    if update_ids:
        inbox.preload(connection, known, update_ids)
    if not chat_ids:
        return
    people = contacts.preload(connection, keys, known, chat_ids)
    outbox.preload(connection, known, chat_ids)
    if people:
        sessions.preload(connection, keys, known, people)
        leads.preload(connection, keys, known, people)
        consents.preload(connection, known, people)
