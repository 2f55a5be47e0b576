"""Which recount is of which report."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reports.base.recount import pipeline, purchases
from tests.reports.base.recount.figures import Recount

RECOUNTS: Mapping[str, Recount] = {
    "funnel": pipeline.funnel,
    "cohorts": purchases.cohorts,
    "ltv": purchases.ltv,
    "abc": purchases.abc,
    "avg_cheque": purchases.avg_cheque,
}
