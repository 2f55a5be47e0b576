"""Moves between stages: what every funnel allows, refuses, and never loses a lead in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.stage import CLOSED, OFF_RAMPS, Funnel, FunnelStage, MoveRefused, Stage
from tests.leads.samples import funnels

FUNNELS = funnels()
any_funnel = st.sampled_from(list(FUNNELS.values()))
any_stage = st.sampled_from(list(Stage))


@given(any_funnel, any_stage, any_stage)
def test_a_move_is_either_allowed_or_refused_with_a_reason(
    funnel: Funnel, current: Stage, target: Stage
) -> None:
    if target in funnel.allowed(current):
        funnel.check_move(current, target)
        return
    with pytest.raises(MoveRefused) as refused:
        funnel.check_move(current, target)
    assert refused.value.reason in {"already_there", "lead_closed", "not_in_this_funnel"}


@given(any_funnel, any_stage)
def test_allowed_stays_within_the_funnel(funnel: Funnel, current: Stage) -> None:
    moves = funnel.allowed(current)
    assert current not in moves
    assert moves <= set(funnel.order) | OFF_RAMPS
    assert bool(moves) is (current not in CLOSED)


@given(any_funnel, st.data())
def test_a_lead_goes_at_most_one_step_back_unless_the_funnel_says_so(
    funnel: Funnel, data: st.DataObject
) -> None:
    road = [stage for stage in funnel.order if stage not in CLOSED]
    current = data.draw(st.sampled_from(road))
    at = funnel.order.index(current)
    back = funnel.allowed(current) & set(funnel.order[:at])
    assert back - funnel.extra_moves.get(current, frozenset()) <= set(funnel.order[at - 1 : at])


@given(any_funnel, st.lists(any_stage, max_size=12))
def test_whatever_the_moves_an_open_lead_can_still_be_lost_and_paid(
    funnel: Funnel, targets: list[Stage]
) -> None:
    current = funnel.order[0]
    for target in targets:
        if target in funnel.allowed(current):
            current = target
    if current not in CLOSED:
        assert {Stage.LOST, Stage.PAYMENT} <= funnel.allowed(current)


@given(any_funnel)
def test_next_after_walks_the_whole_road(funnel: Funnel) -> None:
    walked, stage = [], funnel.order[0]
    while True:
        walked.append(stage)
        following = funnel.next_after(stage)
        if following is None:
            break
        funnel.check_move(stage, following)
        stage = following
    assert tuple(walked) == funnel.order


def test_a_contract_of_the_warm_funnel_may_go_back_to_the_key_stage() -> None:
    FUNNELS["warm"].check_move(Stage.CONTRACT, Stage.KEY_STAGE)
    with pytest.raises(MoveRefused):
        FUNNELS["cold"].check_move(Stage.CONTRACT, Stage.KEY_STAGE)


def test_reached_is_at_or_behind_on_the_road() -> None:
    warm = FUNNELS["warm"]
    assert warm.reached(Stage.PROPOSAL, Stage.KEY_STAGE)
    assert warm.reached(Stage.KEY_STAGE, Stage.KEY_STAGE)
    assert not warm.reached(Stage.LEAD, Stage.KEY_STAGE)
    assert not warm.reached(Stage.LOST, Stage.ENQUIRY)


def test_entering_a_stage_gives_its_task() -> None:
    warm = FUNNELS["warm"]
    assert warm.entry(Stage.PROPOSAL).task == "follow_up_proposal"
    assert warm.entry(Stage.THINKING).task == "ask_decision"
    assert warm.entry(Stage.LOST) == FunnelStage(Stage.LOST)
