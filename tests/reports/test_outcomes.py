"""Which endings count, and from when on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from leads.stage import Stage
from leads.winning import SETTLED
from reports.outcomes import Followed, cohort, ending, settling
from tests.leads.samples import gist

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPEN = Followed(gist(), AT, Stage.PROPOSAL)


def closed(stage: Stage, days: float = 10, **changes: object) -> Followed:
    return replace(OPEN, stage=stage, closed_at=AT + timedelta(days=days), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lead", "target", "won"),
    [
        (closed(Stage.PAYMENT), Stage.PAYMENT, True),
        (closed(Stage.LOST), Stage.PAYMENT, False),
        (closed(Stage.DISQUALIFIED, rejected=True), Stage.PAYMENT, False),
        (closed(Stage.DISQUALIFIED), Stage.PAYMENT, False),  # a person overrode the verdict
        (
            closed(Stage.DISQUALIFIED, verdict=gist(Stage.DISQUALIFIED)),
            Stage.PAYMENT,
            None,  # nobody ever tried
        ),
        (closed(Stage.REFERRED), Stage.PAYMENT, None),
        (OPEN, Stage.PAYMENT, None),
        (OPEN, Stage.KEY_STAGE, None),
        (replace(OPEN, key_at=AT), Stage.KEY_STAGE, True),
        (replace(OPEN, key_at=AT), Stage.PAYMENT, None),
        (closed(Stage.LOST, key_at=AT), Stage.KEY_STAGE, True),
        (closed(Stage.LOST, key_at=AT), Stage.PAYMENT, False),
    ],
)
def test_what_counts_as_an_ending(lead: Followed, target: Stage, won: bool | None) -> None:
    found = ending(lead, target)
    assert (None if found is None else found.won) == won


def test_nine_of_ten_have_ended_by_then() -> None:
    leads = [closed(Stage.LOST, days=day) for day in range(1, 21)]
    assert settling(leads, Stage.PAYMENT) == timedelta(days=18)
    assert settling([closed(Stage.LOST, days=0.1)], Stage.PAYMENT) == timedelta(days=1)
    assert settling([OPEN], Stage.PAYMENT) == SETTLED


def test_the_young_are_left_out_whatever_became_of_them() -> None:
    now = AT + timedelta(days=40)
    young = replace(closed(Stage.LOST), at=AT + timedelta(days=11))
    leads = [young, closed(Stage.PAYMENT), closed(Stage.REFERRED), OPEN]
    found = cohort(leads, Stage.PAYMENT, timedelta(days=30), now)
    assert [end.won for _, end in found.ended] == [True]
    assert (found.still_open, found.young) == (1, 1)
