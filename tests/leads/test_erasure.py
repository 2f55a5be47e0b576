"""What goes and what stays when a person is forgotten, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.contact import Contact, Source
from leads.erasure import ERASED, Kept, forgotten_contact, forgotten_lead, what_is_kept
from leads.stage import Stage
from tests.leads.samples import ANNA, NOON, lead, verdict


@pytest.mark.parametrize(
    ("orders", "consents", "kept"),
    [
        (0, 0, (Kept.FIGURES,)),
        (2, 0, (Kept.ORDERS, Kept.FIGURES)),
        (0, 3, (Kept.CONSENTS, Kept.FIGURES)),
        (1, 1, (Kept.ORDERS, Kept.CONSENTS, Kept.FIGURES)),
    ],
)
def test_the_law_keeps_orders_and_proofs_where_there_are_any(
    orders: int, consents: int, kept: tuple[Kept, ...]
) -> None:
    assert what_is_kept(orders=orders, consents=consents) == kept


def test_of_a_contact_only_a_number_and_its_sources_are_left() -> None:
    known = replace(
        ANNA,
        username="anna",
        email="a@b.example",
        role="decision_maker",
        company_id=3,
        first_source=Source("ads"),
        created_at=NOON,
    )
    left = forgotten_contact(known, NOON + timedelta(days=1))
    assert left == Contact(
        id=known.id,
        telegram_id=-known.id,
        language=known.language,
        first_source=Source("ads"),
        created_at=NOON,
        erased_at=NOON + timedelta(days=1),
    )
    assert known.can_be_written_to
    assert not left.can_be_written_to


@given(st.sampled_from(Stage), st.booleans())
def test_a_lead_loses_its_words_and_is_closed_whatever_its_stage(
    stage: Stage, keeps_company: bool
) -> None:
    told = replace(
        lead(stage), company_id=3, brief={"goal": "x"}, own_loss_reason="x", verdict=verdict()
    )
    left = forgotten_lead(told, NOON, keeps_company=keeps_company)
    assert not left.is_open
    assert (left.verdict, left.brief, left.own_loss_reason) == (None, {}, None)
    assert left.company_id == (3 if keeps_company else None)
    assert (left.loss_reason == ERASED) is told.is_open, "an old reason is kept"
    assert left.stage is (Stage.LOST if told.is_open else stage)
