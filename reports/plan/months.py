"""The plan of a company by months: what is agreed, and how it is read. Reading the file is the
caller's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leads.company import Grade

REVENUE = "revenue"
PLANNED = (*(one.value for one in Grade), "qualified", "key_stage", "sales", REVENUE)
"""What can be agreed: leads of each grade, steps of the funnel, revenue."""
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")

Plan = Mapping[int, Mapping[str, int]]
"""By the number of a month (`reports.slices`) and one of `PLANNED`; revenue in whole units."""


class BadPlan(ValueError):
    """The data are no plan; the message names the month and says what to mend."""


def read_plan(raw: object) -> Plan:
    """The plan, from `{"2026-11": {A: 10, qualified: 25, …}}`, by month. Raises `BadPlan`."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise BadPlan("A plan is a mapping from months like 2026-11 to what is agreed for them.")
    return {_month(str(name)): _agreed(str(name), of) for name, of in sorted(raw.items(), key=str)}


def _month(name: str) -> int:
    found = MONTH.fullmatch(name)
    if found is None:
        raise BadPlan(f"{name!r} is no month: write year and month, like 2026-11.")
    return int(found[1]) * 12 + int(found[2]) - 1


def _agreed(month: str, agreed: object) -> Mapping[str, int]:
    if not isinstance(agreed, Mapping) or not agreed:
        raise BadPlan(f"{month} needs at least one of {', '.join(PLANNED)}.")
    for key, value in agreed.items():
        if key not in PLANNED:
            raise BadPlan(f"{month}: no key {str(key)!r}; there are {', '.join(PLANNED)}.")
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadPlan(f"{month}: {key} has to be a whole number, 0 or more.")
    return dict(agreed)
