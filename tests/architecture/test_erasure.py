"""Nothing new escapes an erasure unseen: who adds a table or a fact decides what becomes of it."""

from typing import get_args

from leads.facts import Fact
from leads.remembered import REMEMBERED
from storage.tables import metadata
from storage.tables.personal import REACHED, UNTOUCHED

FORGOTTEN = {
    "answer_given",
    "assigned",
    "qualified",
    "not_yet",
    "disqualified",
    "unproven",
    "self_served",
    "referred",
    "partner_offered",
    "recheck_agreed",
    "brief_completed",
    "contact_given",
    "human_called",
    "person_wrote",
    "half_finished",
    "form_sent",
    "human_wrote",
    "bot_returned",
    "verdict_overridden",
    "disputed",
    "crm_said",
    "conflict_found",
    "conflict_asked",
    "conflict_decided",
}
"""Kinds of facts that go with the person: they hold answers, or count nothing."""


def test_every_table_is_reached_by_an_erasure_or_left_alone_for_a_reason() -> None:
    undecided = set(metadata.tables) - set(REACHED) - set(UNTOUCHED)
    assert not undecided, "erase the person there, or say in storage/tables/personal.py why not"
    assert not set(REACHED) & set(UNTOUCHED)


def test_every_kind_of_fact_is_remembered_or_forgotten() -> None:
    kinds = {fact.kind for fact in get_args(Fact)}
    undecided = kinds - REMEMBERED - FORGOTTEN
    assert not undecided, "add it to leads.remembered if it holds no word of the person's"
    assert not REMEMBERED & FORGOTTEN
    assert kinds >= REMEMBERED
