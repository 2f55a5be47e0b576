"""What happened to a lead, line by line: values for templates and for the page. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from bot.chat import wording
from bot.chat.texts import Texts
from dialogs.shown import amount
from leads.crm_back.facts import CrmSaid, MeetingHeard
from leads.data_facts import LeadSeen
from leads.exclusivity.facts import ConflictDecided
from leads.facts import AmountSet, AnswerGiven, Assigned, Fact, StageMoved
from leads.forms.facts import FormSent
from leads.handing.facts import OwnerChanged
from leads.meetings.facts import OfMeeting
from leads.partners.facts import PartnerOffered, ReferralMoved
from leads.verdict_facts import BecameLead, VerdictOverridden


class Happened(TypedDict):
    """One line; `kind` is the fact's code, `detail` "" for none."""

    at: datetime
    kind: str
    detail: str


def happened(
    history: Sequence[Fact],
    partners: Mapping[str, str],
    texts: Texts,
    zone: ZoneInfo,
    locale: str,
) -> list[Happened]:
    """The lines, oldest first. Answers stand elsewhere, and who looked is for the person to see."""
    return [
        Happened(at=fact.at, kind=fact.kind, detail=_detail(fact, partners, texts, zone, locale))
        for fact in history
        if not isinstance(fact, AnswerGiven | LeadSeen)
    ]


def _detail(
    fact: Fact, partners: Mapping[str, str], texts: Texts, zone: ZoneInfo, locale: str
) -> str:
    detail = ""
    if isinstance(fact, StageMoved | VerdictOverridden):
        detail = texts.label(f"stage_{fact.stage.value}", locale)
    elif isinstance(fact, OwnerChanged):
        detail = " → ".join(filter(None, (fact.former or fact.giver, fact.owner)))
        detail = f"{detail}: {fact.reason}" if fact.reason else detail
    elif isinstance(fact, Assigned):
        detail = fact.name
    elif isinstance(fact, CrmSaid):
        detail = fact.said or texts.label("crm_card_deleted", locale)
    elif isinstance(fact, MeetingHeard):
        detail = texts.label(f"crm_meeting_{fact.became.value}", locale)
        detail = f"{detail}, {texts.moment(fact.starts_at, locale)}"
    elif isinstance(fact, AmountSet):
        detail = amount(fact.amount, fact.currency)
    elif isinstance(fact, PartnerOffered):
        named = partners.get(fact.partner, fact.partner)
        detail = f"{named}, {texts.label(f'why_{fact.why}', locale, fact.why)}"
    elif isinstance(fact, ReferralMoved):
        detail = texts.label(f"referral_{fact.state.value}", locale)
    elif isinstance(fact, BecameLead):
        label = texts.label("became_lead_detail", locale)
        detail = label.format(answered=fact.answered)
    elif isinstance(fact, OfMeeting):
        detail = wording.moment(fact.starts_at, locale, zone)
    elif isinstance(fact, FormSent):
        apart = texts.label("form_apart", locale) if fact.apart else ""
        detail = apart or fact.page.partition("://")[2] or fact.form
    elif isinstance(fact, ConflictDecided):
        detail = texts.label(f"conflict_choice_{fact.choice}", locale)
    if crm := getattr(fact, "crm", ""):
        detail = f"{detail} (CRM {crm})".strip()
    return detail
