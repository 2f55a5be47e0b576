"""Single and multiple choices: the options on the screen, and words of one's own where allowed."""

from __future__ import annotations

from dialogs.judged import Given, Judged, Rejection, judged, unread
from dialogs.options import read_choice, read_choices
from dialogs.reading import Unreadable
from dialogs.scenario import OWN_WORDS, Slot
from dialogs.shown import number
from dialogs.spoken import labelled
from dialogs.values import Other

MAX_OWN_WORDS = 200


def one(given: Given) -> Judged:
    """One option, or words of one's own where the slot takes them."""
    slot, pending = given.slot, given.pending
    found = read_choice(given.text, slot)
    if not slot.other:
        if isinstance(found, Unreadable):
            return unread(found)
        return judged(found.value, sure=found.sure)
    if isinstance(found, Unreadable):
        return _own(given)
    # An option was proposed, and the words typed once more: they are meant as they are.
    insisted = pending is not None and pending.value == found.value
    if OWN_WORDS in given.draft or (insisted and not found.sure):
        return found.value if labelled(given.text, slot) else _own(given)
    return judged(found.value, sure=found.sure)


def several(given: Given) -> Judged:
    """Several options, with what was ticked before."""
    slot, draft = given.slot, given.draft - {OWN_WORDS}
    found = read_choices(given.text, slot, draft)
    if slot.other and (isinstance(found, Unreadable) or OWN_WORDS in given.draft):
        own = _own(given)
        if isinstance(own, Rejection) or labelled(given.text, slot):
            return own if isinstance(found, Unreadable) else counted(found.value, slot)
        return counted(draft | {own}, slot)
    if isinstance(found, Unreadable):
        return unread(found)
    chosen = counted(found.value, slot)
    return chosen if isinstance(chosen, Rejection) else judged(chosen, sure=found.sure)


def counted(chosen: frozenset[str | Other], slot: Slot) -> frozenset[str | Other] | Rejection:
    """The selection, if it holds neither too few nor too many."""
    if not chosen:
        return Rejection("nothing_chosen")
    if len(chosen) < slot.least:
        return Rejection("too_few_choices", number(slot.least))
    if slot.most is not None and len(chosen) > slot.most:
        return Rejection("too_many_choices", number(slot.most))
    return chosen


def _own(given: Given) -> Other | Rejection:
    if not given.text:
        return Rejection("empty")
    if given.text.endswith("?") and OWN_WORDS not in given.draft:
        return Rejection("no_such_option")  # a question is no option that somebody has in mind
    if len(given.text) > MAX_OWN_WORDS:
        return Rejection("too_long", number(MAX_OWN_WORDS))
    return Other(given.text)
