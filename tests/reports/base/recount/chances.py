"""/calibration, lead by lead."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from tests.reports.base.making import BANDS, DAY, SETTLES_DAYS, UNTIL
from tests.reports.base.recount.figures import LEFT_OUT, NOTHING, SIZE, Figures, Wanted, part
from tests.reports.base.rows import Rows

KINDS = ["qualified", "not_yet", "disqualified", "unproven", "self_served"]


def calibration(base: Rows, _: Wanted) -> Figures:
    """What was promised of leads judged in the last year, and what came."""
    leads, facts = base.frame("leads").set_index("id"), base.frame("events")
    facts = facts[facts.kind.isin(KINDS) & (facts["at"] >= UNTIL - 365 * DAY)]
    judged = facts.drop_duplicates("lead_id").set_index("lead_id")
    verdict = pd.DataFrame(judged.details.str["verdict"].tolist(), index=judged.index)
    all_ = verdict[["fit", "gate", "version"]].assign(
        judged=verdict.stage,
        at=judged["at"],
        now=leads.stage.reindex(judged.index),
        why=leads.loss_reason.reindex(judged.index),
        over=leads.closed_at.reindex(judged.index).notna(),
    )
    all_ = all_[all_.gate.isna() & (all_.why != "duplicate").fillna(True)]
    all_ = all_[all_["at"] <= UNTIL - SETTLES_DAYS * DAY]
    won = all_.over & (all_.now == "payment")
    sent_back = (all_.now == "disqualified") & (all_.why.notna() | (all_.judged != "disqualified"))
    ended = all_[won | (all_.over & ((all_.now == "lost") | sent_back))]
    ended = ended.assign(won=won.reindex(ended.index))
    found: Figures = {SIZE: (len(ended), None), LEFT_OUT: (0, None)}
    for version in (1, 2):
        table, those = f"quiz@{version}", ended[ended.version == version]
        band = pd.cut(
            those.fit, [*(least for least, _, _ in BANDS), 1000], right=False, labels=False
        )
        expected = Fraction()
        for at, (least, chance, deals) in enumerate(BANDS):
            here, promised = those[band == at], Fraction(str(chance))
            expected += promised * len(here)
            place = (table, str(least))
            found[*place, "chance_ended"] = (len(here), None)
            found[*place, "chance_promised"] = (promised, deals)
            found[*place, "chance_came"] = part(here.won.sum(), len(here))
        many = len(those)
        found[table, "all", "chance_ended"] = (many, None)
        found[table, "all", "chance_promised"] = (expected / many, many) if many else NOTHING
        found[table, "all", "chance_came"] = part(those.won.sum(), many)
    return found
