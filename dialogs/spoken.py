"""Typed words that stand for a button: «назад», «не знаю», `start over`, «да» to a confirmation.

A label of the question always wins over a button's word. Whether the step allows the button is
for `dialogs.engine` to say, and values are read by `dialogs.answers`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from dialogs.effects import Reviewed
from dialogs.reading import Reading, read_yes_no
from dialogs.reading.tokens import fold
from dialogs.replies import (
    Back,
    Confirmed,
    Continue,
    Done,
    DontKnow,
    Edit,
    Reply,
    Restart,
    RestartConfirmed,
    Skip,
    Typed,
)
from dialogs.scenario import LOCALES, Option, Slot, SlotType, Step

_LONGEST = 60
_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)?")
_DASH = frozenset("-–—")
_ADDRESSES = frozenset({SlotType.URL, SlotType.EMAIL, SlotType.PHONE})

_BACK = (
    "назад|вернуться|вернись|вернуться назад|вернись назад|шаг назад|на шаг назад|предыдущий вопрос"
    "|back|go back|step back|previous|previous question"
)
_SKIP = (
    "пропустить|пропуск|пропусти|пропустим|пропускаю|пропустить вопрос|skip|skip it|skip this"
    "|skip question|skip this question|pass"
)
_DONT_KNOW = (
    "не знаю|незнаю|я не знаю|пока не знаю|точно не знаю|хз|без понятия|понятия не имею|не в курсе"
    "|затрудняюсь|затрудняюсь ответить|сложно сказать|не уверен|не уверена|не помню"
    "|don't know|dont know|i don't know|i dont know|do not know|i do not know|dunno|idk|no idea"
    "|not sure|i'm not sure|im not sure|unknown"
)
_RESTART = (
    "заново|начать заново|начать сначала|сначала|начать с начала|с начала|начнем сначала"
    "|начнем заново|давай заново|давайте заново|restart|start again|start over|start anew"
)
_GO_ON = (
    "дальше|далее|продолжить|продолжай|продолжаем|поехали|понятно|понял|поняла|ясно|готово|готов"
    "|готова|начать|начнем|next|continue|go on|go|got it|ready|done|start|begin"
)
_THAT_IS_ALL = (
    "готово|дальше|далее|это все|все выбрано|больше ничего|done|that's all|thats all|next|ready"
)


_ALL_RIGHT = (
    "все верно|верно|все правильно|правильно|все так|все хорошо|подтверждаю|отправить|отправляйте"
    "|all correct|correct|all right|looks good|that's right|thats right|confirm|send"
)
_CHANGING = "изменить|измени|измените|поменять|поменяй|исправить|исправь|change|edit|correct|fix"
_LEAVE_IT = (
    "не менять|оставить|оставить как есть|оставь как есть|отмена|отменить|cancel|leave it"
    "|leave as is|keep it|never mind|nevermind"
)


def _table(reply: Reply, phrases: str) -> dict[str, Reply]:
    return dict.fromkeys(phrases.split("|"), reply)


_ANYWHERE: dict[str, Reply] = {
    **_table(Back(), _BACK),
    **_table(Skip(), _SKIP),
    **_table(DontKnow(), _DONT_KNOW),
    **_table(Restart(), _RESTART),
}
_INFORMATION = frozenset(_GO_ON.split("|"))
_CHOICES = frozenset(_THAT_IS_ALL.split("|"))
_REVIEW = frozenset(_ALL_RIGHT.split("|"))
_CHANGE = frozenset(_CHANGING.split("|"))
_UNCHANGED = frozenset(_LEAVE_IT.split("|"))


def plain(text: str) -> str:
    """The words of a text in lower case, with single spaces and nothing else."""
    return " ".join(_WORD.findall(fold(unicodedata.normalize("NFKC", text)))).replace("’", "'")


@lru_cache(maxsize=2_048)
def plain_label(label: str) -> str:
    """`plain` for labels, of which there are few and all come again."""
    return plain(label)


def labelled(text: str, slot: Slot) -> Option | None:
    """The only option whose label (in any language) or id is exactly what was typed."""
    typed = plain(text)
    if not typed:
        return None
    found = {
        option.id: option
        for option in slot.options
        if typed == option.id.lower()
        or any(typed == plain_label(option.label.in_(locale)) for locale in LOCALES)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def understand(
    text: str,
    step: Step,
    slot: Slot | None,
    *,
    confirming: bool,
    asked_restart: bool,
    editing: bool = False,
) -> Reply:
    """The button that the text stands for, else the text itself as `Typed`.

    `confirming` and `asked_restart` tell that «did we read you right?» or «start anew?» is on the
    screen, so that a yes answers that and not the step. `editing` tells that the step has an answer
    that can be left as it is.
    """
    typed = Typed(text)
    if len(text) > _LONGEST:
        return typed
    if asked_restart and (sure := _sure_yes_no(text)) is not None:
        return RestartConfirmed(sure)
    if slot is not None and labelled(text, slot):
        return typed
    said = plain(text)
    reply = Back() if editing and said in _UNCHANGED else _ANYWHERE.get(said)
    if isinstance(reply, DontKnow) and not step.unsure and _takes_any_words(slot):
        # «Не знаю» is a thing to say about one's task, and no reason to ask twice.
        return typed
    if reply is not None:
        return reply
    if step.optional and slot is not None and not confirming and _left_out(text, slot):
        return Skip()
    if slot is None:
        agreed = said in _INFORMATION or _sure_yes_no(text) is True
        agreed = agreed or (step.review and said in _REVIEW)
        return Continue() if agreed else typed
    if slot.type is SlotType.CHOICES and said in _CHOICES:
        return Done()
    if confirming and (sure := _sure_yes_no(text)) is not None:
        return Confirmed(sure)
    return typed


def named_for_change(text: str, listed: Sequence[Reviewed]) -> Edit | None:
    """The listed answer that a summary's reader names by label or place: «изменить бюджет», `3`."""
    words = plain(text).split() if len(text) <= _LONGEST else []
    if words and words[0] in _CHANGE:
        words = words[1:]
    said = " ".join(words)
    if said.isdecimal() and 1 <= int(said) <= len(listed):
        return Edit(listed[int(said) - 1].step.id)
    found = [
        one.step.id
        for one in listed
        if any(said == plain_label(one.slot.label.in_(locale)) for locale in LOCALES)
    ]
    return Edit(found[0]) if len(found) == 1 else None


def _left_out(text: str, slot: Slot) -> bool:
    """A dash; and to an address «нет», «сайта нет», which says that there is none."""
    if text.strip() in _DASH:
        return slot.type not in {SlotType.BOOLEAN, SlotType.CONSENT}
    words = plain(text).split()
    if slot.type not in _ADDRESSES or len(words) > 4 or any(mark in text for mark in ".@"):
        return False
    reading = read_yes_no(text)
    negative = isinstance(reading, Reading) and not reading.value
    return negative or "нет" in words


def _takes_any_words(slot: Slot | None) -> bool:
    return slot is not None and slot.type is SlotType.TEXT


def _sure_yes_no(text: str) -> bool | None:
    reading = read_yes_no(text)
    return reading.value if isinstance(reading, Reading) and reading.sure else None
