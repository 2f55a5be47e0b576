"""Outbox rows and the pure backoff."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.outbox import OutboxMessage, RetryPolicy, Topic
from tests.leads.samples import NOON

CHANCE = st.floats(0, 1, exclude_max=True)
POLICY = RetryPolicy()


@given(st.integers(1, 11), CHANCE)
def test_waits_stay_under_the_doubling_ceiling_and_the_cap(attempts: int, chance: float) -> None:
    again = POLICY.next_attempt(attempts, NOON, random=lambda: chance)
    assert again is not None
    assert timedelta() <= again - NOON <= min(POLICY.cap, POLICY.base * 2 ** (attempts - 1))


@given(st.integers(1, 10), CHANCE)
def test_the_same_chance_never_waits_less_after_more_failures(attempts: int, chance: float) -> None:
    first = POLICY.next_attempt(attempts, NOON, random=lambda: chance)
    later = POLICY.next_attempt(attempts + 1, NOON, random=lambda: chance)
    assert first is not None and later is not None
    assert later >= first


def test_jitter_is_full() -> None:
    assert POLICY.next_attempt(5, NOON, random=lambda: 0.0) == NOON
    half = POLICY.next_attempt(5, NOON, random=lambda: 0.5)
    assert half == NOON + timedelta(seconds=16)


@given(st.integers(12, 10**9))
def test_after_the_last_attempt_the_row_is_parked(attempts: int) -> None:
    assert POLICY.next_attempt(attempts, NOON, random=lambda: 0.5) is None


@given(st.integers(0, 10**9), st.integers(-5, 10**6), CHANCE)
def test_a_named_wait_is_kept_and_never_parks(attempts: int, seconds: int, chance: float) -> None:
    wait = timedelta(seconds=seconds)
    again = POLICY.next_attempt(attempts, NOON, random=lambda: chance, retry_after=wait)
    assert again is not None
    assert again >= NOON + wait and again >= NOON


@given(st.integers(1, 10**9))
def test_a_patient_policy_never_overflows(attempts: int) -> None:
    policy = RetryPolicy(timedelta(hours=5), timedelta(days=300), 10**10)
    again = policy.next_attempt(attempts, NOON, random=lambda: 0.99)
    assert again is not None and again - NOON <= policy.cap


@pytest.mark.parametrize(
    ("base", "cap", "most"),
    [(0, 5, 3), (6, 5, 3), (1, 5, 0)],
)
def test_a_policy_that_cannot_work_is_refused(base: int, cap: int, most: int) -> None:
    with pytest.raises(ValueError, match="retry policy"):
        RetryPolicy(timedelta(seconds=base), timedelta(seconds=cap), most)


@pytest.mark.parametrize(
    ("key", "payload"),
    [
        ("", {"kind": "x", "v": 1}),
        ("k" * 201, {"kind": "x", "v": 1}),
        ("k", {"v": 1}),
        ("k", {"kind": "x"}),
        ("k", {"kind": "", "v": 1}),
    ],
)
def test_a_row_needs_a_key_and_a_payload_that_can_be_read_later(
    key: str, payload: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"key|payload"):
        OutboxMessage(Topic.CRM, key, "lead:1", payload)


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="not_before has no time zone"):
        OutboxMessage(Topic.CRM, "k", "lead:1", {"kind": "x", "v": 1}, naive)
    assert OutboxMessage(Topic.CRM, "k", "l", {"kind": "x", "v": 1}, datetime.now(UTC)).not_before
