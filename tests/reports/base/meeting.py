"""Meetings of a made-up base, one or two of a lead that came to the key stage."""

from __future__ import annotations

from tests.reports.base.making import DAY, MANAGERS, SECOND, UNTIL, Making
from tests.reports.base.walked import Walked

ENDS = {"held": 6, "missed": 2, "cancelled": 1, "booked": 1}
HOURS = {"starts": 10, "ends": 11}


def met(making: Making, lead: Walked) -> None:
    """The lead is met: held, missed, called off; or that is still to be."""
    owner, who = lead.owner or making.any(list(MANAGERS)), lead.who.contact
    at = lead.now
    for _ in range(1 + making.odds(0.3)):
        starts = at + making.chance.randrange(1, 20 * 86_400) * SECOND
        state = making.one_of(ENDS)
        booked = starts >= UNTIL or state == "booked"
        if booked:
            # Nobody is met twice at once.
            starts = UNTIL + DAY + len(making.rows.rows["meetings"]) * SECOND
        about = {"meeting": 1, "owner_id": owner, "owner": MANAGERS[owner], "made_by": "staff"}
        about |= {f"{end}_at": f"2026-03-01T{hour}:00:00+00:00" for end, hour in HOURS.items()}
        making.happened("meeting_booked", at, who, lead.id, owner, **about)
        making.rows.add(
            "meetings",
            lead_id=lead.id,
            contact_id=who,
            owner_id=owner,
            owner=MANAGERS[owner],
            starts_at=starts,
            ends_at=starts + making.chance.choice([30, 45, 60, 90]) * 60 * SECOND,
            product=lead.product,
            made_by=making.one_of({"person": 6, "staff": 3, "crm": 1}),
            state="booked" if booked else state,
            sequence=making.chance.choice([0, 0, 0, 1, 2]),
            answered=0,
            asked=making.chance.choice([0, 5]),
            created_at=at,
            confirmed_at=None,
            closed_at=None if booked else starts,
        )
        if booked:
            return
