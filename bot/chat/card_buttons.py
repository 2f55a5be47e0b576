"""Buttons under a lead card: its own, and the small menus that take their place. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.callbacks import LeadButton
from bot.chat.cards import Shown
from bot.chat.messages import Button, Keyboard, in_rows
from bot.chat.texts import Texts
from dialogs.shown import amount
from leads.card import CardState
from leads.overriding import VERDICTS, may_override_to
from leads.reasons import LossReason, OverrideReason, RejectReason
from leads.stage import Stage
from leads.thinking.reasons import Prepared

UNREJECTED_STAGES = frozenset({Stage.QUALIFIED, Stage.BRIEF})
EXPLAIN = "explain"
WORKED_ON = frozenset(
    {Stage.QUALIFIED, Stage.BRIEF, Stage.KEY_STAGE, Stage.PROPOSAL, Stage.THINKING, Stage.CONTRACT}
)
"""Stages in which a seller may be preparing a proposal or an invoice."""
WAYS_BACK = (Stage.KEY_STAGE, Stage.PROPOSAL, Stage.OFFERED, Stage.CONTRACT)


def card_keyboard(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    """Take and Reject while nobody took it; afterwards the next stage and the rest behind «More»;
    below them, until a deal is under way, what to do about the verdict: all that a lead refused
    by the machine has."""
    return (*_deal_rows(shown, texts, locale), *_verdict_row(shown, texts, locale))


def managers_keyboard(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    """The same for a manager, who may give what is on offer in the team to one of it."""
    rows, card = card_keyboard(shown, texts, locale), shown.card
    if card.owner_id is not None or card.offered is None or card.undecided:
        return rows
    return (*rows, (_button(texts.label("hand", locale), card.lead_id, "hand"),))


def _verdict_row(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    card = shown.card
    if card.verdict is None or card.state is CardState.REJECTED or not may_override_to(card.stage):
        return ()
    acts = (EXPLAIN,) if card.undecided else (EXPLAIN, "override")
    return (tuple(_button(texts.label(act, locale), card.lead_id, act) for act in acts),)


def _deal_rows(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    card = shown.card
    if not card.allowed or (card.undecided and card.owner_id is None):
        return ()
    reject = _button(texts.label("reject", locale), card.lead_id, "reject")
    if card.owner_id is None:
        return ((_button(texts.label("take", locale), card.lead_id, "take"), reject),)
    more = _button(texts.label("more", locale), card.lead_id, "more")
    following = card.next_stage
    if following is None:
        return ((more,),)
    act = "pay" if following is Stage.PAYMENT else "move"
    name = texts.label(f"stage_{following.value}", locale)
    label = f"{texts.label('next_stage', locale)} {name}"
    return ((_button(label, card.lead_id, act, following.value),), (more,))


def menu(act: str, shown: Shown, texts: Texts, locale: str) -> Keyboard | None:
    """The buttons that `act` opens under the card; None when it opens nothing now."""
    make = _MENUS.get(act)
    card = shown.card
    if make is None:
        return None
    about_verdict = act in VERDICT_MENUS
    if not about_verdict and (not card.allowed or (card.owner_id is None and act != "reject")):
        return None
    rows = make(shown, texts, locale)
    return with_cancel(rows, card.lead_id, texts, locale) if rows else None


def with_cancel(rows: Keyboard, lead_id: int, texts: Texts, locale: str) -> Keyboard:
    """A menu with the way back to the card's own buttons."""
    return (*rows, (_button(texts.label("cancel", locale), lead_id, "keep"),))


def _reject_reasons(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    return in_rows(
        _button(
            texts.label(f"reject_reason_{reason.value}", locale),
            shown.card.lead_id,
            "why",
            reason.value,
        )
        for reason in RejectReason
    )


def _loss_reasons(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    return in_rows(
        _button(
            texts.label(f"loss_reason_{reason.value}", locale),
            shown.card.lead_id,
            "lost",
            reason.value,
        )
        for reason in LossReason
    )


def _targets(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    """What the verdict may be overridden to; each opens its reasons."""
    card = shown.card
    return tuple(
        (_button(texts.label(f"stage_{stage.value}", locale), card.lead_id, f"to_{stage.value}"),)
        for stage in may_override_to(card.stage)
    )


def _override_reasons(target: Stage) -> Callable[[Shown, Texts, str], Keyboard]:
    def reasons(shown: Shown, texts: Texts, locale: str) -> Keyboard:
        return in_rows(
            _button(
                texts.label(f"override_reason_{reason.value}", locale),
                shown.card.lead_id,
                "overrule",
                f"{target.value}.{reason.value}",
            )
            for reason in OverrideReason
        )

    return reasons


def _more(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    card = shown.card
    moves = [*card.parking]
    if card.next_stage is None:  # from a parking place the way back is a person's choice
        moves += [stage for stage in WAYS_BACK if stage in card.allowed]
    buttons = [
        _button(texts.label(f"stage_{stage.value}", locale), card.lead_id, "move", stage.value)
        for stage in moves
    ]
    if card.stage in WORKED_ON:
        buttons += [
            _button(texts.label(f"prepare_{what.value}", locale), card.lead_id, "prepare", what)
            for what in Prepared
        ]
    acts = ["amount", "hand", "lose", *(["reject"] if card.stage in UNREJECTED_STAGES else [])]
    buttons += [_button(texts.label(act, locale), card.lead_id, act) for act in acts]
    return in_rows(buttons)


def _payment(shown: Shown, texts: Texts, locale: str) -> Keyboard:
    card = shown.card
    if card.amount is None:
        return ()
    label = f"{texts.label('paid', locale)} {amount(card.amount, card.currency)}"
    return ((_button(label, card.lead_id, "paid"),),)


_MENUS: Mapping[str, Callable[[Shown, Texts, str], Keyboard]] = {
    "reject": _reject_reasons,
    "lose": _loss_reasons,
    "more": _more,
    "pay": _payment,
    "override": _targets,
    **{f"to_{stage.value}": _override_reasons(stage) for stage in VERDICTS},
}
VERDICT_MENUS = frozenset({"override", *(f"to_{stage.value}" for stage in VERDICTS)})
MENU_ACTS = frozenset(_MENUS) | {"hand", "keep"}
"""What only changes the buttons under the card."""


def _button(label: str, lead_id: int, act: str, arg: str = "") -> Button:
    return Button(label, LeadButton(lead=lead_id, act=act, arg=arg).pack())
