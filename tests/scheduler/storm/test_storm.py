"""Three workers on PostgreSQL, killed again and again while touches go out through a Bot API that
fails: nothing is lost, and nobody reads twice what they need not.

`make test` runs a short storm, the slow one sends twenty thousand.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leads.outbox import Priority
from storage.outbox import DONE, OPEN, UNKNOWN
from tests.scheduler.storm.crowd import priority_of
from tests.scheduler.storm.launcher import SENDING, SENT, SENT_ONCE, SETTLE_FIRST, UNMARKED
from tests.scheduler.storm.oracle import Evidence, busiest_second, in_hand, judge
from tests.scheduler.storm.storm import Plan, Run, storm

SHORT = Plan(people=300, speed=6, lives=(0.8, 1.2), kills=2, points=((SENT, 3),), lease=45)
PROOF = replace(SHORT, speed=3, kills=1, fails=0.0)
"""What a broken program does to whoever was in hand at its death; no 500 may hide it."""
LONG = Plan(people=20_000, speed=4.5, lives=(2.0, 5.0), patience=1_500)

REMINDER, FOLLOW_UP, SURVEY, BROADCAST = 1, 2, 3, 4


def evidence(**known: Any) -> Evidence:
    """Four touches that went well, and what else is known of them."""
    everything: dict[str, Mapping[int, Any]] = {
        "shown": dict.fromkeys((REMINDER, FOLLOW_UP, SURVEY, BROADCAST), 1),
        "failed": {},
        "began_at_death": {},
        "sent_at_death": {},
        "status": dict.fromkeys((REMINDER, FOLLOW_UP, SURVEY, BROADCAST), DONE),
    }
    merged = {name: {**so_far, **known.get(name, {})} for name, so_far in everything.items()}
    return Evidence(people=4, listed=known.get("listed", ()), **merged)


def test_the_people_of_these_tests_get_what_they_are_called() -> None:
    kinds = [priority_of(number) for number in (REMINDER, FOLLOW_UP, SURVEY, BROADCAST)]
    assert kinds == [Priority.REMINDER, Priority.FOLLOW_UP, Priority.SURVEY, Priority.BROADCAST]


def test_the_oracle_is_content_with_what_may_happen() -> None:
    assert not judge(evidence()).problems
    by_kill = judge(evidence(shown={FOLLOW_UP: 2}, sent_at_death={FOLLOW_UP: 1}))
    assert (by_kill.problems, by_kill.doubles, by_kill.repeats) == ([], 1, 0)
    after_500 = judge(evidence(shown={FOLLOW_UP: 2}, failed={FOLLOW_UP: 1}))
    assert (after_500.problems, after_500.doubles, after_500.repeats) == ([], 0, 1)
    both = evidence(shown={FOLLOW_UP: 2}, failed={FOLLOW_UP: 1}, sent_at_death={FOLLOW_UP: 1})
    assert (judge(both).problems, judge(both).doubles, judge(both).repeats) == ([], 1, 0)
    doubt = {"status": {SURVEY: UNKNOWN}, "listed": {SURVEY}}
    assert judge(evidence(**doubt, began_at_death={SURVEY: 1})).unknown == 1
    assert not judge(evidence(**doubt, failed={SURVEY: 1}, shown={SURVEY: 0})).problems


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"shown": {REMINDER: 0}}, "lost, though done"),
        ({"status": {REMINDER: OPEN}}, "on the screen, yet open"),
        ({"shown": {REMINDER: 2}}, "no kill explains it"),
        ({"shown": {REMINDER: 3}, "sent_at_death": {REMINDER: 1}}, "no kill explains it"),
        ({"shown": {SURVEY: 2}, "sent_at_death": {SURVEY: 1}}, "2 times on the screen"),
        ({"shown": {SURVEY: 0}}, "0 times on the screen and done"),
        ({"status": {SURVEY: UNKNOWN}, "failed": {SURVEY: 1}}, "nobody is shown"),
        ({"status": {SURVEY: UNKNOWN}, "listed": {SURVEY}}, "without a reason"),
    ],
)
def test_the_oracle_bites(known: Mapping[str, Any], problem: str) -> None:
    problems = judge(evidence(**known)).problems
    assert problems
    assert problem in problems[0]


def test_what_was_in_hand_at_a_death_is_read_from_the_ledger(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_text(
        "7 began touch:storm:1\n7 sent touch:storm:1 0.1\n7 settled touch:storm:1\n"
        "7 began touch:storm:2\n7 sent touch:storm:2 0.5\n8 began touch:storm:3\n"
        "8 sent touch:storm:4 0.6\n8 cut touch:storm:4\n8 settled touch:storm:4\n"
    )
    began, sent, cut = in_hand(ledger)
    assert (dict(began), dict(sent), dict(cut)) == ({2: 1, 3: 1}, {2: 1}, {4: 1})
    assert busiest_second(ledger) == 3


def passed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write("\n")
        for name, value in run.figures.items():
            sys.stdout.write(f"FIGURE touches.storm.{name} {value}\n")
    assert run.verdict.problems == []
    assert run.verdict.doubles <= run.kills
    # Whoever is killed before telling the others of a silence leaves it to the next one.
    assert run.telegram.knocks <= run.kills


async def test_a_short_storm(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await storm(tmp_path, postgres_url, SHORT)
    passed(run, capsys)
    assert run.kills == SHORT.kills
    assert run.verdict.doubles, "one was killed right after a call"


@pytest.mark.slow
@pytest.mark.timeout(1_700)
async def test_twenty_thousand_touches_in_a_storm(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await storm(tmp_path, postgres_url, LONG)
    passed(run, capsys)
    assert run.kills >= 30
    assert {"ok", "429", "403", "500"} <= set(run.telegram.answers)
    # The busiest second is printed only: on a hurried clock it is the machine's unevenness, too.
    # That the common pace lets nobody go too early is tests/bot/test_pacer.py.


@pytest.mark.slow
async def test_settling_before_the_call_loses(tmp_path: Path, postgres_url: str) -> None:
    plan = replace(PROOF, spoiled=SETTLE_FIRST, points=((SENDING, 3),))
    run = await storm(tmp_path, postgres_url, plan)
    assert run.verdict.lost, "the proof itself is proven"


@pytest.mark.slow
async def test_a_call_without_a_mark_doubles(tmp_path: Path, postgres_url: str) -> None:
    plan = replace(PROOF, spoiled=UNMARKED, points=((SENT_ONCE, 3),))
    run = await storm(tmp_path, postgres_url, plan)
    assert run.verdict.twice, "the proof itself is proven"
