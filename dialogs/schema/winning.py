"""The `calibration:` part: how many of the leads with such a score were won."""

from __future__ import annotations

from dialogs.scenario import ScenarioKind
from dialogs.schema import keys
from dialogs.schema.fields import Fields, Report, open_fields, open_items
from dialogs.source import Tree
from leads.stage import Stage
from leads.winning import SETTLED, TARGETS, ScoreName, WinBand, WinTable


def read_calibration(
    report: Report, tree: Tree | None, kind: ScenarioKind | None
) -> WinTable | None:
    """The table if it is well-formed."""
    if tree is None:
        return None
    fields = open_fields(report, tree, ("calibration",), "calibration", keys.CALIBRATION)
    if fields is None:
        return None
    if kind not in (None, ScenarioKind.QUIZ):
        report.error(
            "key-not-for-type",
            fields.mark,
            f"a {kind} has no verdict whose chances could be told",
            "remove calibration",
        )
    score = _score(fields)
    target = fields.one_of("target", TARGETS, "a stage that chances are about")
    settles = fields.span("settles", "dw") or SETTLED
    rows = fields.scalar("rows")
    bands = _bands(report, fields)
    if score is None or not bands:
        return None
    return WinTable(
        score,
        bands,
        Stage(target) if target else Stage.PAYMENT,
        settles,
        rows.text if rows else None,
    )


def _score(fields: Fields) -> ScoreName | None:
    match fields.one_of("score", ("fit", "intent"), "a score"):
        case "fit":
            return "fit"
        case "intent":
            return "intent"
        case _:
            return None


def _bands(report: Report, fields: Fields) -> tuple[WinBand, ...]:
    tree, path = fields.get("bands"), ("calibration", "bands")
    found: list[WinBand] = []
    for one in open_items(report, tree, path, "a band", keys.BAND):
        band = _band(one)
        if band is None:
            continue
        if found and band.least <= found[-1].least:
            report.error(
                "band-order",
                one.values["from"].mark,
                "this band does not begin above the one before it",
                "write bands from the lowest score to the highest",
            )
        found.append(band)
    return tuple(found)


def _band(fields: Fields) -> WinBand | None:
    least, chance = fields.whole("from"), fields.number("chance")
    deals = fields.whole("deals", least=1)
    if chance is not None and not 0 <= chance <= 100:
        fields.report.error(
            "out-of-range",
            fields.values["chance"].mark,
            f"{chance} is no chance in per cent",
            "write a number from 0 to 100",
        )
        return None
    if least is None or chance is None or deals is None:
        return None
    return WinBand(least, float(chance) / 100, deals)
