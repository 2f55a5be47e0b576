"""The lead as sales and managers see it: values for the templates, and the card's buttons. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.callbacks import LeadButton
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from bot.chat.words import show_value
from dialogs.scenario import Scenario
from dialogs.session import JsonValue, value_from_json
from leads.company import Company
from leads.contact import Contact
from leads.facts import Fact, Taken
from leads.lead import Lead
from leads.reasons import RejectReason
from leads.stage import Funnel, Stage

UNREJECTED_STAGES = frozenset({Stage.QUALIFIED, Stage.BRIEF})


@dataclass(frozen=True, slots=True)
class LeadView:
    """Everything about one lead at one moment."""

    lead: Lead
    contact: Contact
    company: Company | None
    history: Sequence[Fact]
    quiz: Scenario | None
    brief: Scenario | None
    funnel: Funnel
    now: datetime

    @property
    def owner(self) -> str:
        """The name of whoever took it, "" for nobody."""
        if self.lead.owner_id is None:
            return ""
        names = [fact.owner for fact in self.history if isinstance(fact, Taken)]
        return names[-1] if names else str(self.lead.owner_id)

    @property
    def title(self) -> str:
        """Company, or the person while the company is unknown."""
        company = self.company.name if self.company else None
        return company or self.contact.name or f"№ {self.lead.id}"


def card_values(view: LeadView, texts: Texts, locale: str) -> dict[str, object]:
    """What the templates `sales_card` and `lead` have in common."""
    lead, verdict = view.lead, view.lead.verdict
    rejected = lead.stage is Stage.DISQUALIFIED and lead.loss_reason is not None
    return {
        "lead_id": lead.id,
        "title": view.title,
        "state": "rejected" if rejected else "taken" if lead.owner_id else "new",
        "owner": view.owner,
        "reject_reason": lead.loss_reason if rejected else "",
        "stage": lead.stage.value,
        "product": product_name(view, locale),
        "channel": texts.label(f"channel_{lead.channel}", locale, lead.channel or ""),
        "waiting": lead.waiting(view.now) or timedelta(),
        "outcome": verdict.outcome if verdict else "",
        "fit": verdict.fit if verdict else 0,
        "intent": verdict.intent if verdict else 0,
        "reason": (verdict.reason or {}).get(locale, "") if verdict else "",
        "rows": [
            {"points": row.points, "why": row.why.get(locale) or row.why["ru"]}
            for row in (verdict.rows if verdict else ())
        ],
        "answers": _pairs(texts, view.quiz, verdict.inputs if verdict else {}, locale),
        "brief": _pairs(texts, view.brief, lead.brief, locale),
        "brief_done": lead.brief_done,
        "contact_name": view.contact.name or "",
        "username": view.contact.username or "",
        "phone": view.contact.phone or "",
        "email": view.contact.email or "",
    }


def render_card(view: LeadView, texts: Texts, locale: str) -> str:
    """The card's text."""
    return texts.render("sales_card", locale, **card_values(view, texts, locale))


def card_keyboard(view: LeadView, texts: Texts, locale: str) -> Keyboard:
    """Take and Reject while nobody took it; the next stage afterwards; nothing when closed."""
    lead = view.lead
    if not lead.is_open:
        return ()
    reject = _button(texts.label("reject", locale), lead, "reject")
    if lead.owner_id is None:
        return ((_button(texts.label("take", locale), lead, "take"), reject),)
    following = view.funnel.next_after(lead.stage)
    if following is Stage.BRIEF and not lead.brief_done:
        following = view.funnel.next_after(following)
    if following is None or following is Stage.PAYMENT:
        return ((reject,),)
    name = texts.label(f"stage_{following.value}", locale)
    label = f"{texts.label('next_stage', locale)} {name}"
    rows: list[tuple[Button, ...]] = [(_button(label, lead, "move", following.value),)]
    if lead.stage in UNREJECTED_STAGES:
        rows.append((reject,))
    return tuple(rows)


def reasons_keyboard(lead: Lead, texts: Texts, locale: str) -> Keyboard:
    """The reasons to reject, two to a row, and a way back."""
    buttons = [
        _button(texts.label(f"reject_reason_{reason.value}", locale), lead, "why", reason.value)
        for reason in RejectReason
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return (*rows, (_button(texts.label("cancel", locale), lead, "keep"),))


def product_name(view: LeadView, locale: str) -> str:
    """The product in words: the option of the quiz that named it."""
    product = view.lead.product
    if product is None or view.quiz is None or view.quiz.product_slot is None:
        return product or ""
    option = view.quiz.slots[view.quiz.product_slot].option(product)
    return option.label.in_(locale) if option else product


def _pairs(
    texts: Texts, scenario: Scenario | None, answers: Mapping[str, JsonValue], locale: str
) -> list[dict[str, str]]:
    pairs = []
    for slot_id, raw in answers.items():
        slot = scenario.slots.get(slot_id) if scenario else None
        if slot is not None:
            value = show_value(texts, slot, value_from_json(raw), locale)
            pairs.append({"label": slot.label.in_(locale), "value": value})
    return pairs


def _button(label: str, lead: Lead, act: str, arg: str = "") -> Button:
    return Button(label, LeadButton(lead=lead.id, act=act, arg=arg).pack())
