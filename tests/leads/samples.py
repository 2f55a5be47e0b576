"""Values that the tests of the domain share: a company's policy, its funnels, a verdict."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from ruamel.yaml import YAML

import leads.funnels
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.funnels import read_funnels
from leads.grading.grading import Grading
from leads.grading.pareto import Borders
from leads.grading.yardstick import Terms, measure
from leads.lead import Lead
from leads.policy import Policy
from leads.stage import Funnel, Stage
from leads.verdict import FiredRow, Gist, Verdict

MOSCOW = ZoneInfo("Europe/Moscow")
POLICY = Policy(zone=MOSCOW)
FUNNEL_FILE = Path(leads.funnels.__file__).with_name("funnels.yaml")
NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, noon in Moscow
LATE = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 23:00 in Moscow
SECONDS = st.integers(1_262_304_000, 1_893_456_000)  # 2010 to 2030
MOMENTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TERMS = Terms(assumed=Borders(1_000_000, 300_000))
YARDSTICK = measure({}, (), (), TERMS, NOON)
GRADING = Grading(TERMS, YARDSTICK)
ANNA = Contact(id=1, telegram_id=1001, name="Анна", phone="+79120000000")


def funnels() -> Mapping[str, Funnel]:
    return read_funnels(YAML(typ="safe").load(FUNNEL_FILE.read_text(encoding="utf-8")))


def verdict(stage: Stage = Stage.QUALIFIED, recheck_days: int | None = None) -> Verdict:
    return Verdict(
        outcome=stage.value,
        stage=stage,
        fit=60,
        intent=40,
        rows=(
            FiredRow("I1", "intent", 40, {"ru": "готов сейчас"}, {"start": "now"}),
            FiredRow("F2", "fit", 20, {"ru": "есть сайт"}, {"site": "https://a.example"}),
            FiredRow("F1", "fit", 40, {"ru": "трафик от 10 000"}, {"traffic": 25000}),
        ),
        gate=None,
        reason=None,
        recheck_days=recheck_days,
        scenario_id="quiz",
        scenario_version=1,
        digest="d" * 64,
        inputs={"traffic": 25000, "start": "now", "budget": {"blank": "dont_know"}},
    )


def gist(stage: Stage = Stage.QUALIFIED) -> Gist:
    return Gist.from_json(verdict(stage).to_json())


def lead(stage: Stage = Stage.ENQUIRY, *, at: datetime = NOON) -> Lead:
    return Lead(id=0, contact_id=ANNA.id, product="seo", stage=stage, stage_since=at)


def consent(
    purpose: Purpose, at: datetime = NOON, *, granted: bool = True, partner: str = ""
) -> ConsentEntry:
    return ConsentEntry(
        ANNA.id, purpose, granted, at, text_version="1", text_hash="h" * 64, partner=partner
    )
