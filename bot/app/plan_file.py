"""The file of the plan (PLAN_FILE) → what is agreed for each month. Every mistake is told."""

from __future__ import annotations

from pathlib import Path

from bot.app.files import read_yaml
from reports.plan.months import BadPlan, Plan, read_plan


def load_plan(file: str) -> Plan:
    """The plan of `file`, none for "". `BadPlan` says what to mend, OSError when the file can't be
    read."""
    if not file:
        return {}
    from ruamel.yaml.error import YAMLError

    try:
        return read_plan(read_yaml(Path(file)))
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadPlan(f"PLAN_FILE: {file} is no YAML file in UTF-8: {error}") from error
    except BadPlan as error:
        raise BadPlan(f"PLAN_FILE: {file}: {error}") from error
