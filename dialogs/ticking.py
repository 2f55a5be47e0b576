"""Ticking the options of a multiple choice, before the selection is an answer. Pure."""

from __future__ import annotations

from dataclasses import replace

from dialogs.judged import Rejection
from dialogs.scenario import OWN_WORDS, Slot, SlotType
from dialogs.session import Session


def with_tick(session: Session, slot: Slot | None, option_id: str) -> Session | Rejection:
    """The session with that option ticked, or not any more; why it can't be."""
    if slot is None or slot.type is not SlotType.CHOICES:
        return Rejection("not_expected")
    if slot.option(option_id) is None:
        return Rejection("no_such_option")
    draft = session.draft ^ {option_id}
    if slot.most is not None and len(draft) > max(slot.most, len(session.draft)):
        return Rejection("too_many_choices", str(slot.most))
    return replace(session, draft=draft, pending=None, asked_restart=False)


def with_own_words(session: Session, slot: Slot) -> tuple[Session, bool]:
    """The session after «Другое…», and whether it waits for words; tapped again, it does not."""
    draft = frozenset(one for one in session.draft if slot.option(str(one)))
    asked = draft == session.draft
    if asked:
        draft = draft | {OWN_WORDS}
    return replace(session, pending=None, asked_restart=False, draft=draft), asked
