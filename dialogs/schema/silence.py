"""The `silence:` part: what happens when a person stops answering in the middle."""

from __future__ import annotations

from dialogs.scenario import Pause
from dialogs.schema import keys
from dialogs.schema.fields import Fields, open_items
from dialogs.schema.rules import Context
from dialogs.source import Tree

MOST_NUDGES = 3


def read_silence(context: Context, tree: Tree | None) -> tuple[Pause, ...]:
    """The pauses that are well-formed, in the order of the file."""
    if tree is None:
        return ()
    report = context.report
    pauses: list[Pause] = []
    for fields in open_items(report, tree, ("silence",), "a pause", keys.PAUSE):
        pause = _read_pause(context, fields)
        if pause is None:
            continue
        if pauses and pause.after <= pauses[-1].after:
            report.error(
                "pause-order",
                fields.values["after"].mark,
                "this pause is not longer than the one before it",
                "all of them count from the person's last answer: write them in growing order",
            )
        if pauses and pauses[-1].hands_over:
            report.error(
                "pause-order",
                fields.mark,
                "nothing follows once the lead was handed over",
                "move hand_over to the last pause",
            )
        pauses.append(pause)
    if sum(not pause.hands_over for pause in pauses) > MOST_NUDGES:
        report.error(
            "too-many-nudges",
            tree.mark,
            f"more than {MOST_NUDGES} nudges push people away",
            "remove some",
        )
    return tuple(pauses)


def _read_pause(context: Context, fields: Fields) -> Pause | None:
    after = fields.span("after", "mhd")
    hands_over = fields.flag("hand_over")
    nudge = context.text(fields, "nudge", "nudge")
    if hands_over == ("nudge" in fields):
        fields.report.error(
            "pause-way",
            fields.mark,
            "a pause either nudges the person or hands the lead over",
            "write nudge: {ru: …, en: …}, or hand_over: true",
        )
        return None
    if after is None or (nudge is None and not hands_over):
        return None
    return Pause(after, nudge)
