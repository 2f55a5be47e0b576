"""How a scenario ends in words: the verdict with its offers, the summary to be passed on. Pure."""

from __future__ import annotations

from bot.chat.callbacks import OfferButton
from bot.chat.handoff_words import dispute_row, help_row
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from bot.chat.words import fill, show_value
from dialogs.effects import Finished
from dialogs.scenario import Personal, SlotType, Text
from dialogs.scene import Scene
from dialogs.self_service import material_for
from dialogs.to_human import REFUSED
from dialogs.values import Blank
from leads.stage import Stage


def verdict_text(texts: Texts, effect: Finished, scene: Scene) -> str:
    """What the person reads at the end: the reason of a gate, the outcome's words, the offer."""
    outcome, gate = effect.outcome, effect.gate
    slots, answers, locale = scene.scenario.slots, scene.answers, scene.locale
    return texts.render(
        "verdict",
        locale,
        tell=fill(texts, outcome.tell, slots, answers, locale),
        reason=fill(texts, gate.tell, slots, answers, locale) if gate else "",
        recheck_days=gate.recheck.days if gate and gate.recheck else 0,
        **_materials(texts, effect, scene),
    )


def _materials(texts: Texts, effect: Finished, scene: Scene) -> dict[str, object]:
    """What whoever chooses by themselves gets for their product; nothing at any other end."""
    scenario, answers, locale = scene.scenario, scene.answers, scene.locale
    slots, product = scenario.slots, answers.get(scenario.product_slot or "")
    material = material_for(scenario, product) if _self_served(effect) else None
    if material is None:
        return {"costs": "", "advice": "", "links": ()}
    advice = material.advice
    return {
        "costs": fill(texts, material.price, slots, answers, locale),
        "advice": fill(texts, advice, slots, answers, locale) if advice else "",
        "links": [{"title": one.title.in_(locale), "url": one.url} for one in material.links],
    }


def _self_served(effect: Finished) -> bool:
    return effect.verdict is not None and effect.outcome.stage is Stage.SELF_SERVICE


def offer_keyboard(texts: Texts, effect: Finished, scene: Scene) -> Keyboard:
    """Yes and no to being asked again later; a human for whoever was refused and does not agree,
    or chooses by themselves; nothing without a lead."""
    if scene.lead_id is None:
        return ()
    if _self_served(effect):
        return (help_row(texts, scene.locale, restart=False),)
    refused = effect.verdict is not None and effect.outcome.stage in REFUSED
    dispute = (dispute_row(texts, scene.locale),) if refused else ()
    if effect.gate is None or effect.gate.recheck is None:
        return dispute
    offers = tuple(
        (
            Button(
                texts.label(f"recheck_{word}", scene.locale),
                OfferButton(lead=scene.lead_id, yes=yes).pack(),
            ),
        )
        for word, yes in (("yes", 1), ("no", 0))
    )
    return (*offers, *dispute)


def forward_text(texts: Texts, opening: Text, scene: Scene, company: str) -> str:
    """What the person can pass on: no contact data, nothing that they did not answer."""
    slots, answers, locale = scene.scenario.slots, scene.answers, scene.locale
    told = [
        (slots[slot], value)
        for slot, value in answers.items()
        if not isinstance(value, Blank)
        and slots[slot].personal is Personal.NONE
        and slots[slot].type is not SlotType.CONSENT
    ]
    return texts.render(
        "forward",
        locale,
        text=fill(texts, opening, slots, answers, locale),
        company=company,
        answers=[
            {"label": slot.label.in_(locale), "value": show_value(texts, slot, value, locale)}
            for slot, value in told
        ],
    )
