"""The `signals:` part: what is noticed beside the answers, what it weighs, and the most it may."""

from __future__ import annotations

from dialogs.scenario import ScoreRow
from dialogs.schema import keys
from dialogs.schema.fields import open_fields
from dialogs.schema.rules import Context, UniqueIds, read_rows
from dialogs.signals.circumstances import OF_SIGNALS
from dialogs.source import Tree


def read_signals(
    context: Context, tree: Tree | None, rules: UniqueIds
) -> tuple[tuple[ScoreRow, ...], int]:
    """The signals that are well-formed, and their cap; 0 where there are none."""
    if tree is None:
        return (), 0
    fields = open_fields(context.report, tree, ("signals",), "signals", keys.SIGNALS)
    if fields is None:
        return (), 0
    cap = fields.whole("cap", least=1) or 0
    return read_rows(context, fields.get("rows"), "doubt", rules, beside=OF_SIGNALS), cap
