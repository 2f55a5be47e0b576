"""Leads that are a partner's: offered, taken, sold, given back."""

from __future__ import annotations

from tests.reports.base.making import CURRENCY, DAY, PARTNERS, UNTIL, Making
from tests.reports.base.walked import Walked

TAKEN = {"accepted": 3, "met": 2, "sold": 3, "lost": 3, "given_back": 1, "withdrawn": 0.3}


def referred(making: Making, lead: Walked) -> None:
    """The lead is offered to a partner; what became of it."""
    partner = making.one_of(dict.fromkeys(PARTNERS, 1))
    offered = lead.now
    state = making.one_of({"offered": 2, "refused": 2, "lapsed": 1, "handed": 8})
    handed = accepted = closed = opinion = amount = None
    if state == "handed":
        handed = making.after(offered, 0.5)
        answered = making.after(handed, 1)
        state = making.one_of({"handed": 1, "declined": 2, "expired": 1, **TAKEN})
        if state in TAKEN:
            accepted = answered
            lead.stages.append(("referred", handed))
        if state in {"sold", "lost", "given_back", "withdrawn", "declined", "expired"}:
            closed = making.after(answered, 15)
        if state in TAKEN and making.odds(0.4):
            opinion = making.chance.randrange(3, 11)
        amount = making.chance.randrange(10, 300) * 1000 if state == "sold" else None
    if max(one or 0 for one in (handed, accepted, closed)) >= UNTIL:
        state, handed, accepted, closed = "offered", None, None, None
        opinion = amount = None
        lead.stages = [one for one in lead.stages if one[0] != "referred"]
    making.rows.add(
        "referrals",
        lead_id=lead.id,
        contact_id=lead.who.contact,
        partner=partner,
        name=PARTNERS[partner],
        kind="b2c",
        state=state,
        was="disqualified",
        region=None,
        data=["name", "phone"],
        language="ru",
        text_version="1",
        text_hash="0",
        offered_at=offered,
        handed_at=handed,
        accept_by=None if handed is None else handed + DAY,
        accepted_at=accepted,
        closed_at=closed,
        amount=amount,
        currency=making.one_of({CURRENCY: 9, "EUR": 1}),
        reason=None,
        opinion=opinion,
    )
