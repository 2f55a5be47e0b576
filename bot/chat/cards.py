"""The lead as sales and managers see it: values for the templates. Pure.

The buttons under a card are `bot.chat.card_buttons`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.grade_words import standing_values
from bot.chat.texts import Texts
from bot.chat.words import fill_stored, show_value
from dialogs.scenario import DEFAULT_LOCALE, Scenario
from dialogs.session import value_from_json
from dialogs.supply.goods import product_option
from leads.card import CardState, LeadCard, Line
from leads.companies.ties import Tie
from leads.contact import FORM_LINK
from leads.stage import Stage
from leads.supply.availability import State


@dataclass(frozen=True, slots=True)
class Shown:
    """A lead card with the scenarios that its answers were given in."""

    card: LeadCard
    quiz: Scenario | None
    brief: Scenario | None


def card_values(shown: Shown, texts: Texts, locale: str) -> dict[str, object]:
    """What the templates `sales_card` and `lead` have in common."""
    card, verdict = shown.card, shown.card.verdict
    return {
        "lead_id": card.lead_id,
        "title": card.title or f"№ {card.lead_id}",
        "state": "new" if card.state is CardState.CLOSED else card.state.value,
        "owner": card.owner,
        "handed": card.handed.details() if card.handed else {},
        "offered": offered_values(card),
        "reject_reason": card.loss_reason if card.state is CardState.REJECTED else "",
        "loss_reason": (card.loss_reason or "") if card.stage is Stage.LOST else "",
        "stage": card.stage.value,
        "moved_in_crm": card.moved_in_crm,
        "product": product_name(shown, locale),
        "supply": _supply(shown),
        **_company(card, texts, locale),
        "standing": standing_values(card.standing, card.lifted, card.lead_id, texts, locale),
        "channel": _channel(card, texts, locale),
        "left_at": card.left.number if card.left else 0,
        "left_of": card.left.total if card.left else 0,
        "has_chat": card.contact.has_chat,
        "waiting": card.waiting,
        "outcome": verdict.outcome if verdict else "",
        "fit": card.fit,
        "intent": card.intent,
        "reason": told_reason(shown, texts, locale),
        "rows": [
            {"points": row.points, "why": _said(shown, texts, row.why, locale)}
            for row in card.rows
            if row.score != "doubt"
        ],
        "noticed": [
            {"why": _said(shown, texts, row.why, locale)}
            for row in card.rows
            if row.score == "doubt"
        ],
        "conflict": conflict_values(card),
        "decided_by": card.decided.seller if card.decided else "",
        "decided_why": card.decided.reason if card.decided else "",
        "answers": _pairs(texts, shown.quiz, card.answers, locale),
        "brief": brief_pairs(shown, texts, locale),
        "meeting": meeting_values(card),
        "purchase": purchase_values(shown, locale),
        "brief_done": card.brief_done,
        "amount": card.amount,
        "discount": card.discount or 0,
        "currency": card.currency,
        "contact_name": card.contact.name or "",
        "username": card.contact.username or "",
        "phone": card.contact.phone or "",
        "email": card.contact.email or "",
    }


def offered_values(card: LeadCard) -> dict[str, object]:
    """To whom the lead is offered and why, as the macro `offered` takes it; empty for nobody."""
    offered = card.offered
    if offered is None:
        return {}
    return {
        "id": offered.member,
        "name": offered.name,
        "why": offered.why,
        "about": {"rule": "", "instead_of": "", "open": 0, "capacity": 0, **offered.about},
        "passed_by": offered.passed_by,
    }


def conflict_values(card: LeadCard) -> dict[str, object]:
    """The conflict of interest as the macro `conflict` takes it; empty where there is none. The
    client's name is "" where sales may not read it."""
    hold = card.conflict
    if hold is None:
        return {}
    return {
        "choice": hold.decided.choice if hold.decided else "",
        "manager": hold.decided.manager if hold.decided else "",
        "client": card.conflict_client,
        "taken": card.owner_id is not None,
    }


def brief_pairs(shown: Shown, texts: Texts, locale: str) -> list[dict[str, str]]:
    """The answers of the brief, each with its label."""
    return _pairs(texts, shown.brief, shown.card.brief, locale)


def meeting_values(card: LeadCard) -> dict[str, object]:
    """The lead's last meeting as the macro `meeting` takes it; empty where there is none."""
    meeting = card.meeting
    if meeting is None:
        return {}
    return {
        "state": meeting.kind.removeprefix("meeting_"),
        "at": meeting.starts_at,
        "holder": meeting.owner if meeting.owner != card.owner else "",
    }


def purchase_values(shown: Shown, locale: str) -> dict[str, object]:
    """Why the lead was opened for a client and what is offered beside, as the macro `purchase`
    takes it; empty where it was not."""
    due = shown.card.next_purchase
    if due is None:
        return {}
    return {
        "why": due.why,
        "day": date.fromisoformat(due.day),
        "days": due.days,
        "orders": due.orders,
        "offer": _named(shown, due.offer, locale) if due.offer else "",
        "offer_why": str(due.offer_why.get(locale) or due.offer_why.get(DEFAULT_LOCALE) or ""),
    }


def render_card(shown: Shown, texts: Texts, locale: str) -> str:
    """The card's text; nothing but the number of somebody who was erased."""
    if shown.card.contact.erased_at is not None:
        return texts.render("card_erased", locale, lead_id=shown.card.lead_id, asked=False)
    return texts.fitting("sales_card", locale, **card_values(shown, texts, locale))


def told_reason(shown: Shown, texts: Texts, locale: str) -> str:
    """The sentence of the rule that knocked out, "" where none did."""
    verdict = shown.card.verdict
    return _said(shown, texts, verdict.reason, locale) if verdict and verdict.reason else ""


def product_name(shown: Shown, locale: str) -> str:
    """The product in words: the option of the quiz that named it."""
    return _named(shown, shown.card.product or "", locale)


def _named(shown: Shown, product: str, locale: str) -> str:
    quiz = shown.quiz
    if quiz is None or quiz.product_slot is None:
        return product
    option = quiz.slots[quiz.product_slot].option(product)
    return option.label.in_(locale) if option else product


def _supply(shown: Shown) -> str:
    """Whether the product can be sold as things are: gone, unsure, or "" when it simply can."""
    product, quiz = shown.card.product, shown.quiz
    option = product_option(quiz, product) if quiz and product else None
    here = option.availability.state if option else State.SOLD
    return "" if here is State.SOLD else here.value


def _said(shown: Shown, texts: Texts, sentence: Mapping[str, str], locale: str) -> str:
    inputs = shown.card.verdict.inputs if shown.card.verdict else {}
    return fill_stored(texts, sentence, shown.quiz, inputs, locale)


def _company(card: LeadCard, texts: Texts, locale: str) -> dict[str, object]:
    """The company beside the lead: colleagues, who leads it, what it was or may be joined with."""
    beside = card.colleagues
    other, tie = beside.maybe or (None, None)
    return {
        "company_id": card.company.id if card.company else 0,
        "colleagues": beside.others,
        "account": beside.account,
        "bought": beside.client,
        "part_id": beside.joined.company_id if beside.joined else 0,
        "evidence": evidence_words(beside.joined, texts, locale),
        "maybe_id": other.id if other else 0,
        "maybe": (other.name or other.domain or "") if other else "",
        "maybe_evidence": evidence_words(tie, texts, locale),
    }


def evidence_words(tie: Tie | None, texts: Texts, locale: str) -> str:
    """What speaks for two companies being one, in words."""
    codes = tie.evidence if tie else ()
    return ", ".join(texts.label(f"evidence_{code}", locale, code) for code in codes)


def _channel(card: LeadCard, texts: Texts, locale: str) -> str:
    """Where the enquiry came from, and by which link of ours its person came to the chat then."""
    channel = card.source.channel if card.source else ""
    last = card.contact.last_source
    way = [channel, *([last.channel] if last and last.channel == FORM_LINK else [])]
    return " → ".join(texts.label(f"channel_{one}", locale, one) for one in dict.fromkeys(way))


def _pairs(
    texts: Texts, scenario: Scenario | None, lines: Sequence[Line], locale: str
) -> list[dict[str, str]]:
    pairs = []
    for line in lines:
        slot = scenario.slots.get(line.slot) if scenario else None
        if slot is not None:
            value = show_value(texts, slot, value_from_json(line.value), locale)
            pairs.append({"label": slot.label.in_(locale), "value": value})
    return pairs
