"""Which recount is of which report."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reports.base.recount import (
    bundles,
    chances,
    hypotheses,
    pipeline,
    plan,
    purchases,
    quiz,
    repeat,
    results,
    sellers,
    status,
    thinking,
)
from tests.reports.base.recount.figures import Recount

RECOUNTS: Mapping[str, Recount] = {
    "funnel": pipeline.funnel,
    "status": status.status,
    "channels": bundles.channels,
    "links": bundles.links,
    "products": bundles.products,
    "managers": bundles.managers,
    "speed": sellers.speed,
    "base": sellers.base,
    "offers": sellers.offers,
    "cohorts": purchases.cohorts,
    "ltv": purchases.ltv,
    "abc": purchases.abc,
    "avg_cheque": purchases.avg_cheque,
    "reasons": thinking.reasons,
    "thinkers": thinking.thinkers,
    "quiz": quiz.quiz,
    "repeat": repeat.repeat,
    "nps": results.nps,
    "partners": results.partners,
    "overrides": results.overrides,
    "mailings": results.mailings,
    "calibration": chances.calibration,
    "plan": plan.plan,
    "hypotheses": hypotheses.hypotheses,
}
