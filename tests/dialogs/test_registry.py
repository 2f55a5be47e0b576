"""What may be published, what a start publishes by itself, and what names mean."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.registry import (
    Edition,
    Publication,
    Register,
    RegistryError,
    plan_publication,
    plan_start,
)
from dialogs.scenario import Scenario
from tests.dialogs.rich_scenario import scenario_of

AT = datetime(2026, 3, 2, tzinfo=UTC)


def text(version: int, letter: str = "a", scenario_id: str = "quiz") -> Scenario:
    """A scenario whose digest is its version and a letter, over and over."""
    digest = f"{version}{letter}" * 32
    return replace(scenario_of((), ()), id=scenario_id, version=version, digest=digest)


def register(*published: Scenario | tuple[Scenario, Scenario]) -> Register:
    """Published one after the other; a pair is a split of both halves."""
    editions: dict[str, Edition] = {}
    publications = []
    for number, one in enumerate(published, 1):
        base, rival = one if isinstance(one, tuple) else (one, None)
        for each in (base, rival):
            if each is not None:
                editions[each.digest] = Edition(each.digest, each.id, each.version)
        publications.append(
            Publication(
                number,
                base.id,
                base.digest,
                AT,
                "anna",
                None if rival is None else rival.digest,
                0 if rival is None else 50,
            )
        )
    return Register(editions, tuple(publications))


EMPTY = register()


def test_a_new_scenario_and_a_greater_version_are_published() -> None:
    assert plan_publication([text(1)], EMPTY).new == (text(1),)
    assert plan_publication([text(3)], register(text(1))).new == (text(3),)


def test_what_is_published_already_is_passed_over() -> None:
    plan = plan_publication([text(2)], register(text(1), text(2)))
    assert plan.new == ()
    assert "published already" in plan.notices[0]


@pytest.mark.parametrize("letter", ["b", "a"])
def test_a_changed_text_needs_a_greater_version(letter: str) -> None:
    version = 2 if letter == "b" else 1
    with pytest.raises(RegistryError, match="version: 3"):
        plan_publication([text(version, "b")], register(text(1), text(2)))


def test_an_earlier_text_is_returned_to_by_rollback() -> None:
    with pytest.raises(RegistryError, match="rollback quiz 1"):
        plan_publication([text(1)], register(text(1), text(2)))


def test_every_refused_text_is_named() -> None:
    known = register(text(1), text(1, scenario_id="brief"))
    with pytest.raises(RegistryError) as refused:
        plan_publication([text(1, "b"), text(1, "b", "brief"), text(9, "b", "new")], known)
    assert len(str(refused.value).splitlines()) == 2


def test_a_start_publishes_new_files() -> None:
    assert plan_start([text(1)], EMPTY).new == (text(1),)
    assert plan_start([text(2)], register(text(1))).new == (text(2),)
    assert plan_start([text(2)], register(text(1), text(2))) == plan_start([], EMPTY)


@pytest.mark.parametrize(
    ("file", "known", "why"),
    [
        (text(1), register(text(1), text(3)), "rollback"),
        (text(2), register(text(1), text(3)), "version 3 is published already; write 4"),
        (text(3, "b"), register(text(1), text(3)), "its text differs"),
        (text(3), register(text(1), text(3), text(1)), "begin with version 1"),
        (text(9), register(text(1), (text(1), text(2))), "a split is under way"),
    ],
)
def test_a_start_never_undoes_what_was_decided(file: Scenario, known: Register, why: str) -> None:
    plan = plan_start([file], known)
    assert plan.new == ()
    assert why in plan.notices[0]


def test_a_version_or_the_beginning_of_a_digest_names_an_edition() -> None:
    known = register(text(1), text(2), text(2, "b"))
    assert known.named("quiz", "1").digest == text(1).digest
    assert known.named("quiz", "2").digest == text(2, "b").digest
    assert known.named("quiz", "2a2a2a2a2a").digest == text(2).digest
    for strange in ("7", "2a", "nothing", ""):
        with pytest.raises(RegistryError, match="there are: 1, 2"):
            known.named("quiz", strange)


def test_an_unknown_scenario_is_met_with_what_there_is() -> None:
    with pytest.raises(RegistryError, match="quiz"):
        register(text(1)).current("quizz")
    with pytest.raises(RegistryError, match="publish a file"):
        EMPTY.current("quiz")


def test_going_back_means_the_last_other_text_that_everybody_got() -> None:
    assert register(text(1), text(2)).before("quiz").version == 1
    assert register(text(1), text(2), text(1)).before("quiz").version == 2
    assert register(text(1), text(2), (text(2), text(3))).before("quiz").version == 2
    assert register(text(1), (text(1), text(2)), text(2)).before("quiz").version == 1
    with pytest.raises(RegistryError, match="only ever had one"):
        register(text(1)).before("quiz")


def test_only_what_was_published_counts_as_published() -> None:
    """A text that an older Prequal kept for its sessions is no version to go back to."""
    known = register(text(1))
    kept = {**known.editions, "9" * 64: Edition("9" * 64, "quiz", 9)}
    assert Register(kept, known.publications).greatest("quiz") == 1


TEXTS = [text(number, letter) for number in (1, 2, 3, 4) for letter in "ab"]
STEPS = st.tuples(
    st.sampled_from(["publish", "start", "back", "split"]),
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS),
)


def after(known: Register, digest: str, rival: str | None = None) -> Register:
    """One more publication; the texts become known with it."""
    editions = {one.digest: Edition(one.digest, one.id, one.version) for one in TEXTS}
    used = {one for each in known.publications for one in (each.digest, each.rival)}
    used |= {digest, rival}
    number = len(known.publications) + 1
    share = 50 if rival else 0
    return Register(
        {one: edition for one, edition in editions.items() if one in used},
        (*known.publications, Publication(number, "quiz", digest, AT, "anna", rival, share)),
    )


@given(st.lists(STEPS, max_size=12))
def test_whatever_is_done_a_version_means_one_text_and_a_start_undoes_nothing(
    steps: list[tuple[str, Scenario, Scenario]],
) -> None:
    known = EMPTY
    for what, one, other in steps:
        now = known.newest().get("quiz")
        try:
            match what:
                case "publish":
                    for new in plan_publication([one], known).new:
                        known = after(known, new.digest)
                case "start":
                    greatest = known.greatest("quiz")
                    for new in plan_start([one], known).new:
                        assert new.version > greatest
                        assert now is None or now.rival is None
                        known = after(known, new.digest)
                case "back":
                    back = known.before("quiz")
                    assert now is not None
                    assert (back.digest != now.digest) == (now.rival is None)
                    known = after(known, back.digest)
                case _:
                    named = [known.named("quiz", str(each.version)).digest for each in (one, other)]
                    if named[0] != named[1]:
                        known = after(known, named[0], named[1])
        except RegistryError as refused:
            assert str(refused)
    versions = [edition.version for edition in known.published("quiz")]
    assert len(versions) == len(set(versions))
