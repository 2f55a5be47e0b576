"""/why N: one screen that explains a verdict. Values for the template `why`; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.cards import Shown, conflict_values
from bot.chat.grade_words import standing_values
from bot.chat.texts import Texts
from bot.chat.words import fill_stored, show_value
from dialogs.explaining import SCORES, Explanation, explain
from dialogs.registry import SHORT
from dialogs.scenario import Scenario
from dialogs.signals.circumstances import GRADE
from dialogs.values import value_from_json
from leads.facts import Fact
from leads.history import disputed
from leads.overriding import overrides_of
from leads.verdict import JsonValue, RowScore, Verdict
from leads.verdict_facts import BecameLead, Judged


def why_text(shown: Shown, history: Sequence[Fact], texts: Texts, locale: str) -> str:
    """The screen; that there is no verdict yet, where there is none."""
    card, verdict = shown.card, shown.card.verdict
    became = next((fact for fact in history if isinstance(fact, BecameLead)), None)
    first: dict[str, object] = {
        "lead_id": card.lead_id,
        "title": card.title or f"№ {card.lead_id}",
        "lead_at": became.at if became else None,
        "lead_answered": became.answered if became else 0,
        "lead_needed": became.needed if became else 0,
        "named": became is not None and became.product is not None,
    }
    if verdict is None:
        return texts.render("why_not_judged", locale, **first)
    first["standing"] = standing_values(card.standing, card.lifted, card.lead_id, texts, locale)
    first["conflict"] = conflict_values(card)
    quiz = shown.quiz if shown.quiz and shown.quiz.digest == verdict.digest else None
    return texts.fitting("why", locale, **first, **_judged(verdict, quiz, history, texts, locale))


def _judged(
    verdict: Verdict,
    quiz: Scenario | None,
    history: Sequence[Fact],
    texts: Texts,
    locale: str,
) -> dict[str, object]:
    explained = explain(quiz, verdict) if quiz else Explanation((), ())
    needed = {one.score: one.at_least for one in explained.thresholds}

    def said(sentence: Mapping[str, str]) -> str:
        return fill_stored(texts, sentence, quiz, verdict.inputs, locale)

    def fired(score: RowScore) -> list[dict[str, object]]:
        rows = [row for row in verdict.rows if row.score == score]
        return [
            {
                "points": row.points,
                "why": said(row.why),
                "inputs": _inputs(row.inputs, quiz, texts, locale),
            }
            for row in sorted(rows, key=lambda row: -abs(row.points))
        ]

    return {
        "outcome": verdict.outcome,
        "judged_at": _judged_at(verdict, history),
        "fit": verdict.fit,
        "fit_needed": needed.get("fit"),
        "intent": verdict.intent,
        "intent_needed": needed.get("intent"),
        "told": said(verdict.told.why) if verdict.told else "",
        "gate": verdict.gate or "",
        "reason": said(verdict.reason) if verdict.reason else "",
        "fired": [row for score in SCORES for row in fired(score)],
        "noticed": fired("doubt"),
        "doubt": verdict.doubt,
        "hung_on": verdict.circumstances.get(GRADE, ""),
        "answers": _answers(verdict, quiz, texts, locale),
        "short": [
            {"score": one.score, "points": one.short}
            for one in explained.thresholds
            if one.short and not verdict.gate
        ],
        "close": [
            {
                "label": quiz.slots[one.slot].label.in_(locale) if quiz else one.slot,
                "unknown": one.unknown,
                "why": said(one.row.why.by_locale),
                "gain": one.gain,
            }
            for one in explained.close
        ],
        "overrides": [
            {"who": one.seller, "stage": one.stage.value, "at": one.at, "reason": one.reason}
            for one in overrides_of(history)
        ],
        "disputed": disputed(history),
        "scenario": verdict.scenario_id,
        "version": verdict.scenario_version,
        "digest": verdict.digest[:SHORT],
    }


def _judged_at(verdict: Verdict, history: Sequence[Fact]) -> datetime | None:
    moments = [fact.at for fact in history if isinstance(fact, Judged) and fact.verdict == verdict]
    return moments[-1] if moments else None


def _answers(
    verdict: Verdict, quiz: Scenario | None, texts: Texts, locale: str
) -> list[dict[str, str]]:
    """Every answer that the verdict looked at or might have."""
    return [
        {"label": label, "value": value}
        for label, value in _pairs(verdict.inputs, quiz, texts, locale)
    ]


def _inputs(
    inputs: Mapping[str, JsonValue], quiz: Scenario | None, texts: Texts, locale: str
) -> str:
    return ", ".join(f"{label}: {value}" for label, value in _pairs(inputs, quiz, texts, locale))


def _pairs(
    inputs: Mapping[str, JsonValue], quiz: Scenario | None, texts: Texts, locale: str
) -> list[tuple[str, str]]:
    """In the order of the scenario, not of what happened to be stored."""
    slots = quiz.slots if quiz else {}
    return [
        (slot.label.in_(locale), show_value(texts, slot, value_from_json(inputs[name]), locale))
        for name, slot in slots.items()
        if name in inputs
    ]
