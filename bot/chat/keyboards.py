"""Question → buttons. Derived from the slot's type; no question has a keyboard of its own."""

from __future__ import annotations

from bot.chat.callbacks import AnswerButton, EditButton
from bot.chat.handoff_words import help_row
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from dialogs.effects import Prompt
from dialogs.scenario import Option, SlotType

SHORT_LABEL = 16


def question_keyboard(texts: Texts, prompt: Prompt, session_id: int, locale: str) -> Keyboard:
    """Inline buttons of a prompt: the answers, then Back, Don't know and Skip, and help."""

    def button(key: str, act: str, arg: str = "") -> Button:
        return _button(texts.label(key, locale), session_id, prompt.turn, act, arg)

    if prompt.asked_restart:
        return (
            (button("restart_yes", "restart_ok", "1"), button("restart_no", "restart_ok", "0")),
        )
    if prompt.pending is not None:
        return ((button("confirm_yes", "confirm", "1"), button("confirm_no", "confirm", "0")),)
    rows = list(_answers(texts, prompt, session_id, locale))
    moves: list[Button] = []
    if prompt.can_back:
        moves.append(button("leave_unchanged" if prompt.editing else "back", "back"))
    if prompt.step.unsure:
        moves.append(button("dont_know", "dont_know"))
    if prompt.step.optional:
        moves.append(button("skip", "skip"))
    if moves:
        rows.append(tuple(moves))
    rows.append(help_row(texts, locale, restart=prompt.can_back))
    return tuple(rows)


def contact_rows(texts: Texts, prompt: Prompt, locale: str) -> tuple[tuple[str, ...], ...]:
    """The reply keyboard of a phone question; its words are understood when they come typed."""
    moves = []
    if prompt.can_back:
        moves.append(texts.label("leave_unchanged" if prompt.editing else "back", locale))
    if prompt.step.optional:
        moves.append(texts.label("skip", locale))
    moves.append(texts.label("call_human", locale))
    share = (texts.label("share_contact", locale),)
    return (share, tuple(moves))


def _answers(
    texts: Texts, prompt: Prompt, session_id: int, locale: str
) -> list[tuple[Button, ...]]:
    slot = prompt.slot

    def button(key: str, act: str, arg: str = "") -> Button:
        return _button(texts.label(key, locale), session_id, prompt.turn, act, arg)

    if prompt.step.review:
        changes = [
            Button(
                f"✎ {one.slot.label.in_(locale)}",
                EditButton(session=session_id, step=one.step.id).pack(),
            )
            for one in prompt.review
        ]
        return [(button("review_ok", "continue"),), *_packed(changes)]
    if slot is None:
        return [(button("continue", "continue"),)]
    match slot.type:
        case SlotType.BOOLEAN:
            return [(button("yes", "agree", "1"), button("no", "agree", "0"))]
        case SlotType.CONSENT:
            return [(button("consent_yes", "agree", "1"),), (button("consent_no", "agree", "0"),)]
        case SlotType.CHOICE:
            return _packed(
                [
                    _button(option.label.in_(locale), session_id, prompt.turn, "pick", option.id)
                    for option in slot.options
                ]
            )
        case SlotType.CHOICES:
            boxes = [(_box(option, prompt, session_id, locale),) for option in slot.options]
            return [*boxes, (button("done", "done"),)]
        case _:
            return []


def _box(option: Option, prompt: Prompt, session_id: int, locale: str) -> Button:
    mark = "☑" if option.id in prompt.selected else "☐"
    label = f"{mark} {option.label.in_(locale)}"
    return _button(label, session_id, prompt.turn, "toggle", option.id)


def _packed(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Short labels two to a row, long ones alone."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if len(last) == 1 and len(button.label) <= SHORT_LABEL >= len(last[0].label):
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return rows


def _button(label: str, session_id: int, turn: int, act: str, arg: str = "") -> Button:
    return Button(label, AnswerButton(session=session_id, turn=turn, act=act, arg=arg).pack())
