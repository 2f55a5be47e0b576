"""Every metric that anything shows: its id, what it is counted from, its unit, and what is done
where it rests on few cases. What it is called and how it is counted, in words, is the templates'.

Commands, pages, exports and digests name their figures by these ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a value is in."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    SPAN = "span"
    GRADE = "grade"
    MONTH = "month"  # YYYY-MM


class Source(StrEnum):
    """Which records it is counted from."""

    VISITS = "visits"
    LEADS = "leads"
    STAGES = "stages"
    ORDERS = "orders"
    EVENTS = "events"
    MEETINGS = "meetings"
    VERDICTS = "verdicts"
    REFERRALS = "referrals"
    SESSIONS = "sessions"
    SURVEYS = "surveys"
    MAILINGS = "mailings"
    PLAN = "plan"
    HYPOTHESES = "hypotheses"
    SETTINGS = "settings"


class Few(StrEnum):
    """What is done where a figure rests on few cases.

    `as_is`: a count is a count. `with_base`: shown with how many cases it rests on. `interval`:
    shown with its 95 % interval. `names`: up to `FEW_CLIENTS` clients are named and get no shares.
    """

    AS_IS = "as_is"
    WITH_BASE = "with_base"
    INTERVAL = "interval"
    NAMES = "names"


FEW_CLIENTS = 50
"""Up to so many clients a report names them instead of telling shares of them."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the dictionary."""

    id: str
    unit: Unit
    source: Source
    few: Few


def _counts(source: Source, *ids: str) -> list[Metric]:
    return [Metric(one, Unit.COUNT, source, Few.AS_IS) for one in ids]


METRICS = {
    one.id: one
    for one in (
        *_counts(Source.VISITS, "visits"),
        *_counts(Source.LEADS, "enquiries", "briefs", "taken", "untaken", "open_by_stage"),
        *_counts(Source.STAGES, "leads", "qualified", "key_stage", "proposals", "sales"),
        *_counts(
            Source.STAGES, "not_yet", "disqualified", "self_served", "referred", "stage_reached"
        ),
        *_counts(Source.EVENTS, "rejected"),
        *_counts(Source.ORDERS, "paid", "buyers", "cohort_size"),
        *_counts(Source.LEADS, "lead_grade", "load"),
        *_counts(Source.ORDERS, "lead_orders", "first_paid", "repeat_paid"),
        *_counts(Source.EVENTS, "overridden"),
        *_counts(Source.LEADS, "span_cases", "card_missing", "stale"),
        *_counts(Source.MEETINGS, "meetings_held"),
        *(
            Metric(one, Unit.SPAN, Source.LEADS, Few.WITH_BASE)
            for one in ("time_to_take", "span_median", "span_p90")
        ),
        Metric("span_in_time", Unit.SHARE, Source.LEADS, Few.INTERVAL),
        Metric("card_filled", Unit.SHARE, Source.LEADS, Few.WITH_BASE),
        Metric("meeting_time", Unit.SPAN, Source.MEETINGS, Few.WITH_BASE),
        Metric("meetings_per_sale", Unit.COUNT, Source.MEETINGS, Few.WITH_BASE),
        Metric("time_per_sale", Unit.SPAN, Source.MEETINGS, Few.WITH_BASE),
        Metric("lead_sale_share", Unit.SHARE, Source.STAGES, Few.INTERVAL),
        Metric("company_grade", Unit.GRADE, Source.ORDERS, Few.AS_IS),
        Metric("potential", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("company_cheque", Unit.MONEY, Source.ORDERS, Few.WITH_BASE),
        Metric("purchases_a_year", Unit.COUNT, Source.ORDERS, Few.AS_IS),
        Metric("grade_border", Unit.MONEY, Source.ORDERS, Few.WITH_BASE),
        Metric("chance", Unit.SHARE, Source.LEADS, Few.WITH_BASE),
        Metric("worth", Unit.MONEY, Source.LEADS, Few.AS_IS),
        Metric("new_client_factor", Unit.COUNT, Source.SETTINGS, Few.AS_IS),
        *_counts(Source.VERDICTS, "points_fit", "points_intent", "rule_points"),
        Metric("deal_amount", Unit.MONEY, Source.LEADS, Few.AS_IS),
        Metric("deal_discount", Unit.MONEY, Source.LEADS, Few.AS_IS),
        Metric("stage_age", Unit.SPAN, Source.STAGES, Few.AS_IS),
        *_counts(Source.LEADS, "colleagues"),
        *_counts(Source.ORDERS, "client_orders"),
        Metric("client_rhythm", Unit.SPAN, Source.ORDERS, Few.WITH_BASE),
        Metric("lead_revenue", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("lead_potential", Unit.MONEY, Source.LEADS, Few.AS_IS),
        Metric("first_revenue", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("repeat_revenue", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("first_order", Unit.MONTH, Source.ORDERS, Few.AS_IS),
        Metric("first_reply", Unit.SPAN, Source.LEADS, Few.WITH_BASE),
        Metric("speed_to_lead", Unit.SPAN, Source.LEADS, Few.WITH_BASE),
        Metric("stage_conversion", Unit.SHARE, Source.STAGES, Few.INTERVAL),
        Metric("time_in_stage", Unit.SPAN, Source.STAGES, Few.WITH_BASE),
        Metric("buyers_share", Unit.SHARE, Source.ORDERS, Few.NAMES),
        Metric("revenue", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("revenue_share", Unit.SHARE, Source.ORDERS, Few.NAMES),
        Metric("discount", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("avg_cheque", Unit.MONEY, Source.ORDERS, Few.WITH_BASE),
        Metric("cheque_movement", Unit.MONEY, Source.ORDERS, Few.NAMES),
        Metric("retention", Unit.SHARE, Source.ORDERS, Few.NAMES),
        Metric("repeat_share", Unit.SHARE, Source.ORDERS, Few.INTERVAL),
        Metric("ltv", Unit.MONEY, Source.ORDERS, Few.WITH_BASE),
        Metric("ltv_median", Unit.MONEY, Source.ORDERS, Few.WITH_BASE),
        Metric("abc", Unit.GRADE, Source.ORDERS, Few.NAMES),
        *_counts(Source.EVENTS, "reason_seller", "reason_person", "thinkers_said"),
        Metric("reasons_agreed", Unit.SHARE, Source.EVENTS, Few.INTERVAL),
        *_counts(Source.STAGES, "thinkers", "thinkers_still", "thinkers_silent"),
        Metric("thinking_time", Unit.SPAN, Source.STAGES, Few.WITH_BASE),
        Metric("thinkers_answered", Unit.SHARE, Source.EVENTS, Few.INTERVAL),
        Metric("thinkers_bought", Unit.SHARE, Source.STAGES, Few.INTERVAL),
        Metric("thinkers_lost", Unit.SHARE, Source.STAGES, Few.INTERVAL),
        *_counts(Source.SESSIONS, "quiz_begun", "quiz_asked", "quiz_answered"),
        Metric("quiz_finished", Unit.SHARE, Source.SESSIONS, Few.INTERVAL),
        Metric("quiz_took", Unit.SPAN, Source.SESSIONS, Few.WITH_BASE),
        Metric("quiz_left", Unit.SHARE, Source.SESSIONS, Few.INTERVAL),
        Metric("question_took", Unit.SPAN, Source.SESSIONS, Few.WITH_BASE),
        *_counts(Source.STAGES, "repeat_expected"),
        Metric("repeat_offered", Unit.SHARE, Source.STAGES, Few.INTERVAL),
        Metric("repeat_answered", Unit.SHARE, Source.EVENTS, Few.INTERVAL),
        Metric("repeat_bought", Unit.SHARE, Source.STAGES, Few.INTERVAL),
        Metric("repeat_brought", Unit.MONEY, Source.ORDERS, Few.AS_IS),
        Metric("purchase_interval", Unit.SPAN, Source.ORDERS, Few.WITH_BASE),
        *_counts(Source.VERDICTS, "verdicts", "verdicts_overridden"),
        *_counts(Source.SURVEYS, "survey_asked", "promoters", "passives", "detractors"),
        *_counts(Source.SURVEYS, "loops_open"),
        Metric("survey_answered", Unit.SHARE, Source.SURVEYS, Few.INTERVAL),
        Metric("survey_balance", Unit.COUNT, Source.SURVEYS, Few.WITH_BASE),
        Metric("survey_balance_before", Unit.COUNT, Source.SURVEYS, Few.WITH_BASE),
        *_counts(Source.REFERRALS, "partner_offered", "partner_consented", "partner_accepted"),
        *_counts(Source.REFERRALS, "partner_declined", "partner_expired", "partner_given_back"),
        *_counts(Source.REFERRALS, "partner_in_work", "partner_sold", "partner_lost"),
        Metric("partner_amount", Unit.MONEY, Source.REFERRALS, Few.AS_IS),
        Metric("partner_opinion", Unit.COUNT, Source.REFERRALS, Few.WITH_BASE),
        Metric("partner_answer", Unit.SPAN, Source.REFERRALS, Few.WITH_BASE),
        *_counts(Source.MAILINGS, "mailing_planned", "mailing_delivered", "mailing_undelivered"),
        Metric("mailing_answered", Unit.SHARE, Source.MAILINGS, Few.INTERVAL),
        Metric("mailing_met", Unit.SHARE, Source.MAILINGS, Few.INTERVAL),
        Metric("mailing_sold", Unit.SHARE, Source.MAILINGS, Few.INTERVAL),
        Metric("mailing_unsubscribed", Unit.SHARE, Source.MAILINGS, Few.INTERVAL),
        *_counts(Source.VERDICTS, "chance_ended"),
        Metric("chance_promised", Unit.SHARE, Source.VERDICTS, Few.WITH_BASE),
        Metric("chance_came", Unit.SHARE, Source.VERDICTS, Few.INTERVAL),
        *_counts(Source.PLAN, "planned"),
        Metric("planned_revenue", Unit.MONEY, Source.PLAN, Few.AS_IS),
        *_counts(Source.STAGES, "plan_fact"),
        Metric("plan_done", Unit.SHARE, Source.PLAN, Few.AS_IS),
        *(
            Metric(one, Unit.SPAN, Source.HYPOTHESES, Few.AS_IS)
            for one in ("hypothesis_ran", "hypothesis_left")
        ),
        Metric("hypothesis_done", Unit.SHARE, Source.HYPOTHESES, Few.WITH_BASE),
        *_counts(Source.STAGES, "hypothesis_leads", "hypothesis_before"),
        *(
            Metric(one, Unit.MONEY, Source.ORDERS, Few.WITH_BASE)
            for one in ("hypothesis_revenue", "hypothesis_revenue_before")
        ),
        Metric("meetings_came", Unit.SHARE, Source.MEETINGS, Few.INTERVAL),
        Metric("override_share", Unit.SHARE, Source.VERDICTS, Few.INTERVAL),
        Metric("partner_conversion", Unit.SHARE, Source.REFERRALS, Few.INTERVAL),
        Metric("partner_content", Unit.SHARE, Source.REFERRALS, Few.INTERVAL),
    )
}
"""By id, in the order in which they are listed."""
