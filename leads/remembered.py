"""Which facts outlive the person that they are about. Forgetting is `leads.erasure`."""

from __future__ import annotations

from dataclasses import replace

from leads.facts import Fact
from leads.handing.facts import OwnerChanged

REMEMBERED = frozenset(
    {
        "visited",
        "enquiry_made",
        "product_named",
        "became_lead",
        "consent_given",
        "consent_withdrawn",
        "taken",
        "owner_changed",
        "meeting_heard",
        "rejected",
        "stage_moved",
        "amount_set",
        "lost",
        "paid",
        "data_given",
        "lead_seen",
        "company_joined",
        "company_split",
        "lifted",
        "wait_begun",
        "wait_over",
        "link_opened",
        "form_continued",
        "meeting_booked",
        "meeting_moved",
        "meeting_confirmed",
        "meeting_held",
        "meeting_missed",
        "meeting_cancelled",
        "referral_moved",
        "partner_rated",
        "cadence_said",
        "cadence_answered",
        "doubt_named",
        "delayed",
        "preparing",
        *("survey_asked", "survey_answered", "survey_explained", "loop_closed", "repeat_due"),
        "erased",
    }
)
"""Kinds of facts that stay in history: they count something and hold no word of the person's."""

WORDED = frozenset({OwnerChanged.kind})
"""Kinds of those among them in which staff may have written of the person."""


def wordless(fact: Fact) -> Fact:
    """The fact without such words."""
    return replace(fact, reason="") if isinstance(fact, OwnerChanged) else fact
