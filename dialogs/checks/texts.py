"""Texts as people get them: together, with answers in them, and in the language they are for.

What one text must be on its own was checked when it was read (`dialogs.schema.texts`).
"""

from __future__ import annotations

import re

from dialogs.checks.sheet import Sheet, placed_texts
from dialogs.scenario import LOCALES, Outcome, Slot, SlotType, Text
from dialogs.schema.fields import Path
from dialogs.schema.steps import PROMPT_ROOM
from dialogs.schema.texts import MAX_TEXT, PLACEHOLDER, telegram_length
from leads.stage import Stage

VERDICT_ROOM = 300
"""Characters of the last message that the offer under it needs."""
LONG_ANSWER = 200
"""More than an answer that is neither words nor a choice ever takes."""

_NOTHING = Text(dict.fromkeys(LOCALES, " "))
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def check_texts(sheet: Sheet) -> None:
    """Messages fit, sentences for sales stand alone, options differ, English is English."""
    _check_messages(sheet)
    for path, text in placed_texts(sheet.loaded):
        _check_language(sheet, path, text)
    for row in (*sheet.scenario.fit, *sheet.scenario.intent, *sheet.scenario.signals):
        for locale, words in row.why.by_locale.items():
            for match in PLACEHOLDER.finditer(words):
                sheet.error(
                    "placeholder",
                    ("score", row.id, "why", locale),
                    f"why of {row.id} is kept with the verdict and can't show {match[0]}",
                    "write the sentence without it; sales see the answers beside it",
                    offset=match.start(),
                )
    for slot in sheet.scenario.slots.values():
        _check_labels(sheet, slot)


def _check_messages(sheet: Sheet) -> None:
    scenario = sheet.scenario
    for step in scenario.steps:
        parts = (step.text, step.hint or _NOTHING)
        _check_room(sheet, ("steps", step.id, "text"), parts, MAX_TEXT - PROMPT_ROOM)
    longest = max(scenario.steps, key=lambda step: len(step.text.in_("ru")))
    for index, pause in enumerate(scenario.silence):
        if pause.nudge is not None:
            shown = (pause.nudge, longest.text, longest.hint or _NOTHING)
            _check_room(sheet, ("silence", str(index), "nudge"), shown, MAX_TEXT - PROMPT_ROOM)
    for outcome in scenario.outcomes:
        path = ("outcomes", outcome.id, "tell")
        _check_room(sheet, path, (outcome.tell,), MAX_TEXT - VERDICT_ROOM)
        if outcome.stage is Stage.SELF_SERVICE:
            _check_materials(sheet, outcome)
    for gate in scenario.gates:
        tell = scenario.outcome(gate.outcome).tell
        _check_room(sheet, ("gates", gate.id, "tell"), (gate.tell, tell), MAX_TEXT - VERDICT_ROOM)


def _check_materials(sheet: Sheet, outcome: Outcome) -> None:
    """What people get to choose from stands under the outcome's words; addresses don't count."""
    for index, material in enumerate(sheet.scenario.materials):
        parts = (outcome.tell, material.price, material.advice or _NOTHING)
        titles = tuple(link.title for link in material.links)
        room = MAX_TEXT - VERDICT_ROOM
        _check_room(sheet, ("materials", str(index), "price"), (*parts, *titles), room)


def _check_room(sheet: Sheet, path: Path, parts: tuple[Text, ...], room: int) -> None:
    """One message is made of `parts`: it must fit, and should fit with the longest answers too."""
    for locale in LOCALES:
        words = [part.in_(locale) for part in parts]
        bare = sum(telegram_length(PLACEHOLDER.sub(r"\2", text)) for text in words)
        full = sum(_longest(sheet, text, locale) for text in words)
        if bare > room:
            sheet.error(
                "text-too-long",
                (*path, locale),
                f"the message ({locale}) has {bare} characters; there is room for {room}",
                "shorten one of the texts that go into it",
            )
        elif full > room:
            sheet.warning(
                "text-may-be-too-long",
                (*path, locale),
                f"with the longest answers in it the message ({locale}) has {full} characters;"
                f" there is room for {room}",
                "shorten it, or give the slot a smaller max_length",
            )


def _longest(sheet: Sheet, text: str, locale: str) -> int:
    """The length of the text with the longest answer at every placeholder."""
    length = telegram_length(PLACEHOLDER.sub("", text))
    for match in PLACEHOLDER.finditer(text):
        slot = sheet.scenario.slots.get(match[1])
        answer = 0 if slot is None else _longest_answer(slot, locale)
        length += max(answer, telegram_length(match[2]))
    return length


def _longest_answer(slot: Slot, locale: str) -> int:
    labels = [telegram_length(option.label.in_(locale)) for option in slot.options]
    match slot.type:
        case SlotType.TEXT:
            return slot.max_length
        case SlotType.CHOICE:
            return max(labels, default=0)
        case SlotType.CHOICES:
            return sum(labels) + 2 * len(labels)
        case _:
            return LONG_ANSWER


def _check_language(sheet: Sheet, path: Path, text: Text) -> None:
    """Russian words where English ones belong: copied, and never translated."""
    words = text.by_locale.get("en", "")
    words = PLACEHOLDER.sub(r"\2", words)
    cyrillic = len(_CYRILLIC.findall(words))
    if cyrillic > len(_LATIN.findall(words)):
        sheet.warning(
            "not-translated",
            (*path, "en"),
            f"the English text is in Russian: {words[:40]!r}",
            "translate it; people who chose English read it",
        )


def _check_labels(sheet: Sheet, slot: Slot) -> None:
    for locale in LOCALES:
        seen: dict[str, str] = {}
        for option in slot.options:
            label = option.label.in_(locale).strip().casefold()
            if label in seen:
                sheet.error(
                    "same-label",
                    ("slots", slot.id, "options", option.id, locale),
                    f"options {seen[label]} and {option.id} of {slot.id} read the same ({locale})",
                    "say how they differ, or remove one",
                )
            seen.setdefault(label, option.id)
