"""Buttons of a partner's people: under a card by its state, reasons, the menu. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.callbacks import PartnerButton
from bot.chat.messages import Button, Keyboard, in_rows
from bot.chat.texts import Texts
from leads.partners.referral import CLOSED, IN_WORK, NEW, DeclineReason, Referral
from leads.partners.referral import ReferralState as S
from leads.reasons import LossReason

ACTS: Mapping[S, Sequence[str]] = {
    S.HANDED: ("accept", "decline"),
    S.ACCEPTED: ("met", "sell", "lose", "give_back"),
    S.MET: ("sell", "lose", "give_back"),
    S.SOLD: ("resell",),
    S.LOST: ("sell",),
}
"""What may be done with a referral, as buttons under its card."""

LISTS: Mapping[str, frozenset[S]] = {"new": NEW, "work": IN_WORK, "closed": CLOSED}
"""The lists of the menu, which are commands too."""

REASONS: Mapping[str, Sequence[str]] = {
    "decline": tuple(DeclineReason),
    "give_back": tuple(DeclineReason),
    "lose": tuple(LossReason),
}
"""Acts that ask for a reason first."""

REACHED: Mapping[str, S] = {
    "accept": S.ACCEPTED,
    "met": S.MET,
    "decline": S.DECLINED,
    "give_back": S.GIVEN_BACK,
    "lose": S.LOST,
}
"""Where an act leads."""


def card_keyboard(referral: Referral, texts: Texts, locale: str) -> Keyboard:
    """The buttons under a card, two in a row."""
    buttons = [
        partner_button(texts.label(f"partner_act_{act}", locale), act, referral.id)
        for act in ACTS.get(referral.state, ())
    ]
    return in_rows(buttons)


def reasons_keyboard(act: str, referral_id: int, texts: Texts, locale: str) -> Keyboard:
    """The reasons of an act, and a way out."""
    kind = "loss" if act == "lose" else "decline"
    rows = [
        (partner_button(texts.label(f"{kind}_reason_{one}", locale), act, referral_id, one),)
        for one in REASONS[act]
    ]
    return (*rows, (partner_button(texts.label("cancel", locale), "keep", referral_id),))


def menu_keyboard(counts: Mapping[str, int], texts: Texts, locale: str) -> Keyboard:
    """The lists with how many there are."""
    return tuple(
        (
            partner_button(
                f"{texts.label(f'partner_list_{name}', locale)}: {count}", "list", 0, name
            ),
        )
        for name, count in counts.items()
    )


def list_keyboard(referrals: Sequence[Referral], texts: Texts, locale: str) -> Keyboard:
    """A button for each referral, and the way back to the menu."""
    rows = [
        (
            partner_button(
                f"№ {one.id} · {texts.label(f'referral_{one.state.value}', locale)}", "open", one.id
            ),
        )
        for one in referrals
    ]
    return (*rows, (partner_button(texts.label("back", locale), "menu"),))


def partner_button(label: str, act: str, referral_id: int = 0, arg: str = "") -> Button:
    """A button of `bot.chat.partners.cabinet`."""
    return Button(label, PartnerButton(act=act, referral=referral_id, arg=arg).pack())
