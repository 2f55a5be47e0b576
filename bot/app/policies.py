"""What a company decides about its work and its data, from the settings. Values only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from bot.app.after_sale_file import AfterSaleRules
from bot.app.holidays import working_calendar
from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.own_data import Operator
from leads.cadences.cadence import Cadences
from leads.crm_rows import CrmAccount
from leads.grading.pareto import Borders
from leads.grading.yardstick import Terms
from leads.meetings import meeting
from leads.policy import Policy
from leads.retention import Retention
from leads.stage import Funnel
from leads.team import Team


def policy_of(
    settings: Settings,
    year: int,
    funnels: Mapping[str, Funnel],
    crm_accounts: tuple[CrmAccount, ...] = (),
    cadences: Cadences | None = None,
    after_sale: AfterSaleRules | None = None,
    team: Team | None = None,
) -> Policy:
    """Hours, deadlines and promises, with the holidays of `year`; what makes a lead by funnel;
    which CRMs are told; when people hear from us unasked, nobody without `cadences`;
    what comes after a purchase; who of the `team` has a calendar."""
    return Policy(
        zone=settings.zone,
        quiet_start=settings.quiet_hours_start,
        quiet_end=settings.quiet_hours_end,
        working_start=settings.working_hours_start,
        working_end=settings.working_hours_end,
        call_within=timedelta(minutes=settings.answer_within_minutes),
        human_silence=timedelta(hours=settings.human_silence_hours),
        calendar=working_calendar(settings, year),
        lead_when={one.id: one.lead_when for one in funnels.values()},
        crm_accounts=crm_accounts,
        cadences=cadences or Cadences(),
        surveys=(after_sale or AfterSaleRules()).surveys,
        repeat=(after_sale or AfterSaleRules()).repeat,
        meetings=settings.meeting_offers,
        calendars=team.with_calendars if team else frozenset(),
        norms={
            one.id: {
                stage.stage: timedelta(days=stage.norm_days)
                for stage in one.stages
                if stage.norm_days
            }
            for one in funnels.values()
        },
    )


def terms_of(settings: Settings) -> Terms:
    """How companies are graded."""
    return Terms(
        currency=settings.potential_currency,
        months=settings.potential_months,
        assumed=Borders(settings.grade_a_from, settings.grade_b_from),
        new_logo=settings.new_client_factor,
    )


def terms_of_meetings(settings: Settings) -> meeting.Terms:
    """How the company meets."""
    return meeting.Terms(
        length=timedelta(minutes=settings.meeting_minutes),
        gap=timedelta(minutes=settings.meeting_gap_minutes),
        notice=timedelta(hours=settings.meeting_notice_hours),
        days=settings.meeting_days,
        link=settings.meeting_link,
    )


def retention_of(settings: Settings) -> Retention:
    """How long everything is kept."""
    return Retention(
        updates=timedelta(days=settings.keep_updates_days),
        messages=timedelta(days=settings.keep_messages_days),
        conversations=timedelta(days=settings.keep_conversations_days),
        contacts=timedelta(days=settings.keep_contacts_days),
    )


def access_of(settings: Settings, partners: Collection[int], names: dict[int, str]) -> Access:
    """Who is who; `partners` are the people of the register, `names` those of staff."""
    return Access(
        frozenset(settings.sales_ids),
        frozenset(settings.manager_ids),
        settings.sales_chat_id,
        partners,
        names,
    )


def operator_of(settings: Settings) -> Operator:
    """Who answers for the data."""
    return Operator(
        settings.operator_name or settings.company_name,
        settings.privacy_contact,
        settings.data_location,
        settings.privacy_policy_url,
    )
