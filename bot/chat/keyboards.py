"""Question → buttons: the answers, and what stands under every question.

No question has a keyboard of its own: the answers are `bot.chat.answer_buttons`.
"""

from __future__ import annotations

from bot.chat.answer_buttons import AnswerButtons
from bot.chat.handoff_words import help_row
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from dialogs.effects import Prompt


def question_keyboard(texts: Texts, prompt: Prompt, session_id: int, locale: str) -> Keyboard:
    """Inline buttons of a prompt: the answers, then Back, Don't know and Skip, and help."""
    answers = AnswerButtons(texts, prompt, session_id, locale)
    button = answers.named
    if prompt.asked_restart:
        return (
            (button("restart_yes", "restart_ok", "1"), button("restart_no", "restart_ok", "0")),
        )
    if prompt.pending is not None:
        return ((button("confirm_yes", "confirm", "1"), button("confirm_no", "confirm", "0")),)
    rows = answers.rows()
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
