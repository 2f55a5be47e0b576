"""Why leads are turned down or lost. Ids only: the words are in the templates."""

from __future__ import annotations

from enum import StrEnum


class RejectReason(StrEnum):
    """Why sales send a lead back."""

    NOT_OUR_PROFILE = "not_our_profile"
    NO_BUDGET = "no_budget"
    NO_NEED = "no_need"
    NO_CONTACT = "no_contact"
    DUPLICATE = "duplicate"
    COMPETITOR = "competitor"
    SPAM = "spam"
    OTHER = "other"


class OverrideReason(StrEnum):
    """Why a person decides otherwise than the verdict, where a button was enough to say so."""

    TALKED = "talked"
    WRONG_ANSWERS = "wrong_answers"
    WRONG_RULE = "wrong_rule"
    KNOWN_CLIENT = "known_client"
    STRATEGIC = "strategic"
    OTHER = "other"


class LossReason(StrEnum):
    """Why a lead under way was lost, in the seller's view."""

    PRICE = "price"
    COMPETITOR = "competitor"
    NO_BUDGET = "no_budget"
    NO_NEED = "no_need"
    POSTPONED = "postponed"
    SILENT = "silent"
    OTHER = "other"
