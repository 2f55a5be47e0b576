"""The buttons that answer a question, derived from the type of its slot; and those of a summary.

What stands under every question (Back, Skip, help) is `bot.chat.keyboards`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.chat.callbacks import AnswerButton, EditButton, packed
from bot.chat.messages import Button
from bot.chat.texts import Texts
from bot.chat.wording import clip
from bot.chat.words import option_label
from dialogs.effects import Prompt
from dialogs.offered import PAGE
from dialogs.scenario import OWN_WORDS, Slot, SlotType
from dialogs.values import Other

SHORT_LABEL = 16
GRADES = 6
CHANGES = 20
"""Answers of a summary that are shown at once; more are leafed through."""
LONGEST_LABEL = 40

Row = tuple[Button, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AnswerButtons:
    """The buttons of one prompt in one language."""

    texts: Texts
    prompt: Prompt
    session_id: int
    locale: str

    def rows(self) -> list[Row]:
        """The answers; none where the answer is typed or sent."""
        slot = self.prompt.slot
        if self.prompt.step.review:
            return self._summary()
        if slot is None:
            return [(self.named("continue", "continue"),)]
        match slot.type:
            case SlotType.BOOLEAN:
                return [(self.named("yes", "agree", "1"), self.named("no", "agree", "0"))]
            case SlotType.CONSENT:
                yes = self.named("consent_yes", "agree", "1")
                return [(yes,), (self.named("consent_no", "agree", "0"),)]
            case SlotType.RATING:
                return self._grades(slot)
            case SlotType.CHOICE | SlotType.APPOINTMENT:
                return [*_packed(self._options(slot, "pick")), *self._pages(slot.options, PAGE)]
            case SlotType.CHOICES:
                boxes = [(box,) for box in self._options(slot, "toggle")]
                done = self.named("done", "done")
                return [*boxes, (done,), *self._pages(slot.options, PAGE)]
            case _:
                return []

    def named(self, key: str, act: str, arg: str = "") -> Button:
        """A button whose label stands in the labels of the language."""
        return self._button(self.texts.label(key, self.locale), act, arg)

    def _button(self, label: str, act: str, arg: str = "") -> Button:
        return Button(label, packed(AnswerButton, self.session_id, self.prompt.turn, act, arg))

    def _summary(self) -> list[Row]:
        review = self.prompt.review
        changes = [
            change_button(f"✎ {one.slot.label.in_(self.locale)}", self.session_id, one.step.id)
            for one in self._page(review, CHANGES)
        ]
        right = self.named("review_ok", "continue")
        return [(right,), *_packed(changes), *self._pages(review, CHANGES)]

    def _options(self, slot: Slot, act: str) -> list[Button]:
        """The options of the page that is shown; «Другое…» stands on every page."""
        shown = [
            (option_label(slot, option, self.locale), option.id)
            for option in self._page(slot.options, PAGE)
        ]
        if slot.other:
            shown.append((self._own_words(), OWN_WORDS))
        if act == "toggle":
            shown = [(f"{self._box(arg)} {label}", arg) for label, arg in shown]
        return [self._button(label, act, arg) for label, arg in shown]

    def _own_words(self) -> str:
        """«Другое…», or what was written there before."""
        written = [one.text for one in self.prompt.selected if isinstance(one, Other)]
        return (
            clip(written[0], LONGEST_LABEL) if written else self.texts.label("other", self.locale)
        )

    def _box(self, option_id: str) -> str:
        selected = self.prompt.selected
        own = option_id == OWN_WORDS and any(isinstance(one, Other) for one in selected)
        return "☑" if own or option_id in selected else "☐"

    def _page(self, things: Sequence[T], size: int) -> Sequence[T]:
        first = self._number(things, size) * size
        return things[first : first + size]

    def _number(self, things: Sequence[T], size: int) -> int:
        """The page that is shown, from 0: the nearest to the one that was asked for."""
        return max(0, min(self.prompt.page, (len(things) - 1) // size))

    def _pages(self, things: Sequence[T], size: int) -> list[Row]:
        """‹ 2/3 ›: where there is more than fits on one page."""
        here, last = self._number(things, size), (len(things) - 1) // size
        if last < 1:
            return []
        before = (self._button("‹", "page", str(here - 1)),) if here else ()
        after = (self._button("›", "page", str(here + 1)),) if here < last else ()
        place = self._button(f"{here + 1}/{last + 1}", "page", str(here))
        return [(*before, place, *after)]

    def _grades(self, slot: Slot) -> list[Row]:
        """The grades of a scale, at most six to a row."""
        scale = range(int(slot.minimum or 0), int(slot.maximum or 0) + 1)
        buttons = [self._button(str(grade), "pick", str(grade)) for grade in scale]
        return [tuple(buttons[at : at + GRADES]) for at in range(0, len(buttons), GRADES)]


def change_button(label: str, session_id: int, step_id: str) -> Button:
    """A button that asks an answered step again."""
    return Button(label, packed(EditButton, session_id, step_id))


def _packed(buttons: list[Button]) -> list[Row]:
    """Short labels two to a row, long ones alone."""
    rows: list[Row] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if len(last) == 1 and len(button.label) <= SHORT_LABEL >= len(last[0].label):
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return rows
