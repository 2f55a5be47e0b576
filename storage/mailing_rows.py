"""Mailings as values and as rows; what is done with them is `storage.mailings`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leads.mailings.mailing import Expectation, Mailing, MailingState
from leads.mailings.segment import Segment
from storage.writing import Row


def mailing_from(row: Mapping[Any, Any]) -> Mailing:
    """The mailing that a row holds."""
    expected = row["expected"]
    return Mailing(
        id=row["id"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        state=MailingState(row["state"]),
        segment=Segment.from_json(row["segment"]),
        text=row["text"],
        product=row["product"],
        asks=row["asks"],
        expected=Expectation(tuple(expected["meetings"]), tuple(expected["sales"]), expected["of"])
        if expected
        else None,
        tested_at=row["tested_at"],
        approved_by=row["approved_by"],
        approver=row["approver"],
        begins_at=row["begins_at"],
        planned=row["planned"],
        last=row["last"],
        finished_at=row["finished_at"],
        deleting_at=row["deleting_at"],
        gone=row["gone"],
    )


def mailing_row(mailing: Mailing) -> Row:
    """The row of a mailing, without its number and its figures."""
    expected = mailing.expected
    return {
        "state": mailing.state.value,
        "segment": mailing.segment.to_json(),
        "text": mailing.text,
        "product": mailing.product,
        "asks": mailing.asks,
        "expected": {
            "meetings": list(expected.meetings),
            "sales": list(expected.sales),
            "of": expected.of,
        }
        if expected
        else None,
        "created_by": mailing.created_by,
        "created_at": mailing.created_at,
        "tested_at": mailing.tested_at,
        "approved_by": mailing.approved_by,
        "approver": mailing.approver,
        "begins_at": mailing.begins_at,
        "planned": mailing.planned,
        "last": mailing.last,
        "finished_at": mailing.finished_at,
        "deleting_at": mailing.deleting_at,
        "gone": mailing.gone,
    }
