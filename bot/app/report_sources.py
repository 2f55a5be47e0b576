"""Part of the composition root: every report by id. All construction, no logic.

Imported when somebody first asks for a report: no start needs what is imported here.
"""

from __future__ import annotations

from datetime import timedelta

from bot.app.settings import Settings
from leads.clock import Clock
from leads.partners.partner import Register
from leads.policy import Policy
from reports.chances import ChancesReader
from reports.hypotheses.tables import Hypotheses
from reports.noted import Noted
from reports.pipeline.channels import Channels
from reports.pipeline.lead_tables import Bundled
from reports.pipeline.links import LinkReport
from reports.pipeline.products import Products
from reports.pipeline.tables import Funnel
from reports.plan.months import Plan
from reports.plan.tables import AgainstPlan
from reports.purchases.reports import PurchaseReports
from reports.purchases.tables import AverageCheque, Classes, Cohorts, LifetimeValue
from reports.quiz import Quiz
from reports.repeat import Repeat
from reports.results.chances import Chances
from reports.results.mailings import Mailings
from reports.results.notes import MailingNotes, OpinionNotes, PartnerNotes
from reports.results.overrides import Overrides
from reports.results.partners import Partners
from reports.results.surveys import Opinions
from reports.sellers.base import Base
from reports.sellers.effort import Offers
from reports.sellers.managers import Managers
from reports.sellers.speed import Speed
from reports.source import Sources
from reports.status import Status
from reports.thinking.reasons import Reasons
from reports.thinking.thinkers import Thinkers
from storage.database import Database
from storage.reports.base import OpenBase
from storage.reports.bundles import Bundles
from storage.reports.effort import Efforts
from storage.reports.funnel import FunnelCounts
from storage.reports.happened import Happened
from storage.reports.hypotheses import HypothesisLeads
from storage.reports.links import LinkVisits
from storage.reports.of_leads import OfLeads
from storage.reports.passages import Passages
from storage.reports.purchases import Purchases
from storage.reports.referred import Referred
from storage.reports.repeats import Repeats
from storage.reports.results import Mailed, Surveyed, Verdicts
from storage.reports.sellers import Sellers
from storage.reports.sold import SoldOrders
from storage.reports.speed import Speeds
from storage.reports.status import HappenedLately
from storage.reports.thinking import StoredReasons, StoredThinkers
from storage.reports.voices import MailingsMade, Voices


def sources(
    settings: Settings,
    database: Database,
    policy: Policy,
    chances: ChancesReader,
    plan: Plan,
    partners: Register,
    clock: Clock,
) -> Sources:
    """Every report that can be shown as tables, by id."""
    zone, currency = settings.zone, settings.potential_currency
    purchases = PurchaseReports(Purchases(database), zone, currency)
    bundles = Bundles(database)
    bundled = Bundled(bundles, zone, currency)
    return {
        "funnel": Funnel(FunnelCounts(database), zone),
        "status": Status(HappenedLately(database), clock, zone, currency),
        "channels": Channels(bundled),
        "links": LinkReport(bundled, LinkVisits(database), zone),
        "products": Products(bundled, SoldOrders(database), zone),
        "managers": Managers(bundled, Sellers(database), zone),
        "speed": Speed(Speeds(database), policy),
        "base": Base(OpenBase(database), policy),
        "offers": Offers(Efforts(database), bundles, zone),
        "cohorts": Cohorts(purchases),
        "ltv": LifetimeValue(purchases),
        "abc": Classes(purchases),
        "avg_cheque": AverageCheque(purchases),
        "reasons": Reasons(StoredReasons(database), zone),
        "thinkers": Thinkers(StoredThinkers(database), zone),
        "quiz": Quiz(Passages(database), zone),
        "repeat": Repeat(Repeats(database), zone, currency),
        "nps": Noted(Opinions(Surveyed(database), zone), OpinionNotes(Voices(database), zone)),
        "partners": Noted(Partners(Referred(database), zone, currency), PartnerNotes(partners)),
        "mailings": Noted(
            Mailings(Mailed(database, timedelta(days=settings.keep_messages_days)), zone),
            MailingNotes(MailingsMade(database)),
        ),
        "overrides": Overrides(Verdicts(database), zone),
        "calibration": Chances(chances, OfLeads(database)),
        "plan": AgainstPlan(plan, Happened(database), Purchases(database), zone, currency),
        "hypotheses": hypotheses(settings, database),
    }


def hypotheses(settings: Settings, database: Database) -> Hypotheses:
    """What hypotheses earned."""
    return Hypotheses(HypothesisLeads(database), settings.zone, settings.potential_currency)
