"""Funnels from data: a plain mapping (as read from `funnels.yaml`) → `Funnel` values.

Reading the file is the composition root's. The rules of moving are `leads.stage`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leads.becoming import LeadCriterion
from leads.lead import Temperature
from leads.stage import OFF_RAMPS, Funnel, FunnelStage, Stage

FUNNEL_OF = {Temperature.WARM: "warm", Temperature.COLD: "cold"}
"""The funnel that a new lead enters; `repeat` is entered by a later deal."""

REQUIRED = ("warm", "cold", "repeat")
KEYS = {"key_stage", "lead_when", "stages", "off_ramps", "also"}
STAGE_KEYS = {"stage", "task", "days", "norm"}
CRITERION_KEYS = {"answered", "product"}


class BadFunnel(ValueError):
    """The data does not make funnels; the message says where and what to mend."""


def read_funnels(raw: object) -> Mapping[str, Funnel]:
    """Funnels by id; `BadFunnel` for the first thing that is wrong."""
    table = _table(raw, "the file")
    missing = [name for name in REQUIRED if name not in table]
    if missing:
        raise BadFunnel(f"the funnel {missing[0]!r} is missing")
    return {name: _funnel(name, _table(item, name)) for name, item in table.items()}


def _funnel(name: str, raw: Mapping[str, object]) -> Funnel:
    _known(raw, KEYS, name)
    stages = tuple(_stage(item, name) for item in _list(raw.get("stages"), f"{name}: stages"))
    order = [item.stage for item in stages]
    if len(set(order)) != len(order):
        raise BadFunnel(f"{name}: a stage is listed twice")
    if not order or order[-1] is not Stage.PAYMENT:
        raise BadFunnel(f"{name}: the last stage must be payment")
    if strays := [stage.value for stage in order if stage in OFF_RAMPS or stage is Stage.UNKNOWN]:
        raise BadFunnel(f"{name}: {strays[0]} is no stage of the road; list it under off_ramps")
    ramps = tuple(_stage(item, name) for item in _list(raw.get("off_ramps", []), name))
    if wrong := [item.stage.value for item in ramps if item.stage not in OFF_RAMPS]:
        raise BadFunnel(f"{name}: {wrong[0]} is no off-ramp; list it under stages")
    return Funnel(
        id=name,
        stages=stages,
        key_stage_name=_text(raw.get("key_stage", "meeting"), f"{name}: key_stage"),
        off_ramps=ramps,
        lead_when=_criterion(raw.get("lead_when", {}), f"{name}: lead_when"),
        extra_moves={
            _stage_id(source, name): frozenset(
                _stage_id(target, name) for target in _list(targets, f"{name}: also")
            )
            for source, targets in _table(raw.get("also", {}), f"{name}: also").items()
        },
    )


def _criterion(raw: object, where: str) -> LeadCriterion:
    table = _table(raw, where)
    _known(table, CRITERION_KEYS, where)
    standard = LeadCriterion()
    answered = table.get("answered", standard.answered)
    product = table.get("product", standard.product)
    if isinstance(answered, bool) or not isinstance(answered, int) or not 1 <= answered <= 100:
        raise BadFunnel(f"{where}: answered must be a whole number from 1 to 100, not {answered!r}")
    if not isinstance(product, bool):
        raise BadFunnel(f"{where}: product must be true or false, not {product!r}")
    return LeadCriterion(answered, product)


def _stage(raw: object, where: str) -> FunnelStage:
    table = _table(raw, f"{where}: a stage")
    _known(table, STAGE_KEYS, where)
    if "stage" not in table:
        raise BadFunnel(f"{where}: a stage has no name (stage: …)")
    task, days = table.get("task"), table.get("days", 1)
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 365:
        raise BadFunnel(f"{where}: days must be a whole number from 0 to 365, not {days!r}")
    norm = table.get("norm")
    if norm is not None and (
        isinstance(norm, bool) or not isinstance(norm, int) or not 1 <= norm <= 365
    ):
        raise BadFunnel(f"{where}: norm must be a whole number from 1 to 365, not {norm!r}")
    return FunnelStage(
        _stage_id(table["stage"], where),
        task=None if task is None else _text(task, f"{where}: task"),
        task_days=days,
        norm_days=norm,
    )


def _stage_id(raw: object, where: str) -> Stage:
    try:
        return Stage(str(raw))
    except ValueError as error:
        raise BadFunnel(f"{where}: there is no stage {raw!r}") from error


def _known(raw: Mapping[str, object], keys: set[str], where: str) -> None:
    if unknown := sorted(set(raw) - keys):
        raise BadFunnel(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}")


def _table(raw: object, where: str) -> dict[str, object]:
    if not isinstance(raw, Mapping):
        raise BadFunnel(f"{where} must be a table of names and values")
    return {str(key): value for key, value in raw.items()}


def _list(raw: object, where: str) -> Sequence[object]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise BadFunnel(f"{where} must be a list")
    return raw


def _text(raw: object, where: str) -> str:
    if not isinstance(raw, str) or not raw:
        raise BadFunnel(f"{where} must be a word")
    return raw
