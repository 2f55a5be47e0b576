"""Question → buttons. Derived from the slot's type; no question has a keyboard of its own."""

from __future__ import annotations

from bot.chat.callbacks import AnswerButton, EditButton
from bot.chat.handoff_words import help_row
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from bot.chat.wording import clip
from bot.chat.words import option_label
from dialogs.effects import Prompt
from dialogs.offered import PAGE
from dialogs.scenario import OWN_WORDS, Slot, SlotType
from dialogs.values import Other

SHORT_LABEL = 16
GRADES = 6
LONGEST_LABEL = 40


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
        case SlotType.RATING:
            return _grades(slot, session_id, prompt.turn)
        case SlotType.CHOICE | SlotType.APPOINTMENT:
            rows = _packed(_options(texts, prompt, slot, session_id, locale))
        case SlotType.CHOICES:
            boxes = _options(texts, prompt, slot, session_id, locale)
            rows = [*((box,) for box in boxes), (button("done", "done"),)]
        case _:
            return []
    pages = _pages(prompt, slot, session_id)
    return [*rows, pages] if pages else rows


def _options(
    texts: Texts, prompt: Prompt, slot: Slot, session_id: int, locale: str
) -> list[Button]:
    """The options of the page that is shown; «Другое…» stands on every page."""
    several = slot.type is SlotType.CHOICES
    act = "toggle" if several else "pick"
    first = prompt.page * PAGE if len(slot.options) > PAGE else 0
    shown = [
        (option_label(slot, option, locale), option.id)
        for option in slot.options[first : first + PAGE]
    ]
    if slot.other:
        shown.append((_own_words(texts, prompt, locale), OWN_WORDS))
    return [
        _button(
            f"{_box(option_id, prompt)} {label}" if several else label,
            session_id,
            prompt.turn,
            act,
            option_id,
        )
        for label, option_id in shown
    ]


def _own_words(texts: Texts, prompt: Prompt, locale: str) -> str:
    """«Другое…», or what was written there before."""
    written = [one.text for one in prompt.selected if isinstance(one, Other)]
    return clip(written[0], LONGEST_LABEL) if written else texts.label("other", locale)


def _box(option_id: str, prompt: Prompt) -> str:
    own = option_id == OWN_WORDS and any(isinstance(one, Other) for one in prompt.selected)
    return "☑" if own or option_id in prompt.selected else "☐"


def _pages(prompt: Prompt, slot: Slot, session_id: int) -> tuple[Button, ...]:
    """‹ 2/3 ›: where there are more options than fit on one page."""
    last = (len(slot.options) - 1) // PAGE
    if last < 1:
        return ()

    def turn_to(label: str, page: int) -> Button:
        return _button(label, session_id, prompt.turn, "page", str(page))

    here = turn_to(f"{prompt.page + 1}/{last + 1}", prompt.page)
    before = (turn_to("‹", prompt.page - 1),) if prompt.page else ()
    after = (turn_to("›", prompt.page + 1),) if prompt.page < last else ()
    return (*before, here, *after)


def _grades(slot: Slot, session_id: int, turn: int) -> list[tuple[Button, ...]]:
    """The grades of a scale, at most six to a row."""
    low, high = int(slot.minimum or 0), int(slot.maximum or 0)
    buttons = [
        _button(str(grade), session_id, turn, "pick", str(grade)) for grade in range(low, high + 1)
    ]
    return [tuple(buttons[at : at + GRADES]) for at in range(0, len(buttons), GRADES)]


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
