"""The `potential:` part: what answers say the company would pay in a year."""

from __future__ import annotations

from dialogs.conditions import did_you_mean
from dialogs.scenario import LOCALES, RevenueRow, ScenarioKind, Slot, SlotType, Text
from dialogs.schema import keys
from dialogs.schema.fields import Fields, open_items
from dialogs.schema.rules import Context, UniqueIds
from dialogs.schema.slots import CURRENCY
from dialogs.source import Tree

RECKONED_FROM = (SlotType.MONEY, SlotType.INTEGER, SlotType.DECIMAL)


def read_potential(
    context: Context, tree: Tree | None, kind: ScenarioKind | None, rules: UniqueIds
) -> tuple[RevenueRow, ...]:
    """The rows that are well-formed, in the order in which they are tried."""
    if tree is None:
        return ()
    report = context.report
    if kind is not None and kind is not ScenarioKind.QUIZ:
        report.error(
            "key-not-for-type",
            tree.mark,
            f"a {kind} has no verdict that could keep the potential",
            "move it to the quiz",
        )
    rows: list[RevenueRow] = []
    taken = False
    for fields in open_items(report, tree, ("potential",), "a row of potential", keys.REVENUE):
        if taken:
            report.error(
                "after-else",
                fields.mark,
                "this row never counts: the one before it always does",
                "move the row without when and of to the end",
            )
        taken = taken or not ("when" in fields or "of" in fields)
        row = _row(context, fields, rules)
        if row is not None:
            rows.append(row)
            fields.known_as("potential", row.id)
    return tuple(rows)


def _row(context: Context, fields: Fields, rules: UniqueIds) -> RevenueRow | None:
    row_id = rules.take(fields)
    when = context.condition(fields, "when")
    why = context.text(fields, "why", "why")
    if ("of" in fields) == ("amount" in fields):
        context.report.error(
            "revenue-way",
            fields.mark,
            "a row of potential has exactly one of of and amount",
            "name the answer that it is reckoned from, or give the sum",
        )
        return None
    slot = _slot(context, fields)
    times = fields.number("times") if "times" in fields else 1
    amount = fields.whole("amount", least=0) if "amount" in fields else 0
    if "times" in fields and (slot is None or (times is not None and times <= 0)):
        context.report.error(
            "key-not-for-type",
            fields.values["times"].mark,
            "times multiplies the answer that of names, and is above 0",
            "correct it, or leave it out",
        )
    currency = _currency(context, fields, slot)
    if row_id is None or times is None or amount is None or currency is None:
        return None
    if why is None:
        source = when.source if when else (slot.id if slot else row_id)
        why = Text(dict.fromkeys(LOCALES, source))
    return RevenueRow(row_id, why, currency, when, slot.id if slot else None, times, amount)


def _slot(context: Context, fields: Fields) -> Slot | None:
    scalar = fields.scalar("of")
    if scalar is None:
        return None
    slot = context.slots.get(scalar.text)
    if slot is None and scalar.text not in context.declared:
        context.report.error(
            "unknown-slot",
            scalar.mark,
            f"there is no slot {scalar.text[:40]!r}",
            did_you_mean(scalar.text, context.declared),
        )
    elif slot is not None and slot.type not in RECKONED_FROM:
        context.report.error(
            "key-not-for-type",
            scalar.mark,
            f"{slot.id} is of type {slot.type}, from which no sum can be reckoned",
            f"name a slot of type {', '.join(RECKONED_FROM)}",
        )
    return slot


def _currency(context: Context, fields: Fields, slot: Slot | None) -> str | None:
    """The currency of the sums: that of the money answered, else the one given."""
    given = fields.scalar("currency")
    own = slot.currency if slot is not None else None
    if given is None:
        if own is None and ("amount" in fields or slot is not None):
            context.report.error(
                "missing-key",
                fields.mark,
                "a sum needs 'currency' where no answer in money tells it",
                "for example currency: RUB",
            )
        return own
    if not CURRENCY.fullmatch(given.text) or own not in (None, given.text):
        context.report.error(
            "unknown-value",
            given.mark,
            f"{given.text[:20]!r} is not the currency here",
            f"write {own}, or leave it out" if own else "write three capital letters, like RUB",
        )
        return None
    return given.text
