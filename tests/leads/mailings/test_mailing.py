"""The way of a mailing: what it needs before it begins, and what can be done with it then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from leads.mailings.mailing import (
    Expectation,
    Mailing,
    MailingRefused,
    MailingState,
    read_expectation,
)
from leads.mailings.results import Earlier, Judged, Results, beside, earlier, is_early, judge
from leads.mailings.segment import Segment

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
EXPECTED = Expectation((10, 15), (4, 4), 50)
DRAFT = Mailing(1, created_by=3001, created_at=NOW)
READY = DRAFT.changed(text="News").expecting(EXPECTED).tested(NOW).asked().approved(2001, "Игорь")
RUNNING = READY.started(NOW, 9)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(MailingRefused) as caught:
        act()
    return caught.value.reason


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("10-15 4 50", EXPECTED),
        ("10–15 встреч и 4 продажи из 50", EXPECTED),
        ("12 4 50", Expectation((12, 12), (4, 4), 50)),
        ("", None),
        ("10", None),
        ("15-10 4 50", None),
        ("60 4 50", None),
        ("0 0 0", None),
    ],
)
def test_an_expectation_is_read(said: str, read: Expectation | None) -> None:
    assert read_expectation(said) == read


def test_it_begins_only_with_text_expectation_approval_and_trial() -> None:
    assert refused(DRAFT.asked) == "no_text"
    assert refused(lambda: DRAFT.tested(NOW)) == "no_text"
    assert refused(lambda: DRAFT.started(NOW, 9)) == "no_text"
    said = DRAFT.changed(text="News")
    assert refused(lambda: said.started(NOW, 9)) == "no_expectation"
    expecting = said.expecting(EXPECTED)
    assert refused(lambda: expecting.started(NOW, 9)) == "not_approved"
    approved = expecting.asked().approved(2001, "Игорь")
    assert refused(lambda: approved.started(NOW, 9)) == "not_tested"
    assert approved.tested(NOW).started(NOW, 9).state is MailingState.RUNNING


def test_another_offer_needs_another_approval_and_another_segment_does_not() -> None:
    changed = READY.changed(text="Other news")
    assert (changed.state, changed.tested_at, changed.approver) == (MailingState.DRAFT, None, "")
    assert READY.aimed(Segment(grade=("A",))).state is MailingState.APPROVED
    assert refused(READY.asked) == "approved"
    assert refused(lambda: changed.approved(2001, "Игорь")) == "not_asked"
    assert changed.asked().sent_back().state is MailingState.DRAFT


def test_once_begun_it_is_paused_resumed_and_stopped() -> None:
    for act in (
        lambda: RUNNING.changed(text="x"),
        lambda: RUNNING.aimed(Segment()),
        lambda: RUNNING.expecting(EXPECTED),
        RUNNING.asked,
        lambda: RUNNING.started(NOW, 9),
    ):
        assert refused(act) == "started"
    assert refused(RUNNING.resumed) == "not_paused"
    assert RUNNING.paused().resumed() == RUNNING
    assert refused(lambda: RUNNING.paused().paused()) == "not_running"
    assert RUNNING.paused().stopped().state is MailingState.STOPPED
    assert refused(lambda: RUNNING.stopped().stopped()) == "not_running"


def test_it_is_taken_away_again_within_two_days_of_its_end() -> None:
    assert refused(lambda: RUNNING.to_be_deleted(NOW)) == "stop_first"
    assert refused(lambda: RUNNING.stopped().to_be_deleted(NOW)) == "stop_first"
    over = RUNNING.finished(NOW)
    assert over.state is MailingState.DONE
    gone = over.to_be_deleted(NOW)
    assert gone.deleting_at == NOW
    assert refused(lambda: gone.to_be_deleted(NOW)) == "deleted"
    assert refused(lambda: over.to_be_deleted(NOW + timedelta(hours=48))) == "too_late"


def test_results_are_judged_by_what_was_expected_of_so_many() -> None:
    results = Results(delivered=25, meetings=6, sales=1)
    meetings, sales = judge(results, EXPECTED, early=False)
    assert (meetings.low, meetings.high, meetings.judged) == (5, 8, Judged.MET)
    assert (sales.low, sales.judged) == (2, Judged.BELOW)
    assert beside(9, (10, 15), 50, 25, early=True).judged is Judged.ABOVE
    assert beside(0, (10, 15), 50, 25, early=True).judged is Judged.EARLY
    over = RUNNING.finished(NOW)
    assert is_early(over, NOW + timedelta(days=29))
    assert not is_early(over, NOW + timedelta(days=30))


def test_earlier_mailings_are_those_that_were_over_and_arrived() -> None:
    def one(number: int, state: MailingState) -> Mailing:
        return Mailing(number, created_by=1, created_at=NOW, state=state)

    got = Results(delivered=10, answered=2, meetings=1)
    others = [
        (one(1, MailingState.DONE), got),
        (one(2, MailingState.STOPPED), got),
        (one(3, MailingState.RUNNING), got),
        (one(4, MailingState.DONE), Results()),
        (one(9, MailingState.DONE), got),
    ]
    assert earlier(one(5, MailingState.DONE), others) == Earlier(2, 20, 4, 2, 0)
    assert earlier(one(1, MailingState.DONE), others) is None
