"""A base of the size that reports are measured on: leads with their histories, and far more orders.

Leads and what happened to them are those of the tests (tests/reports/base). Clients of an older
base buy on until there are as many orders as wanted: a third as many clients, most of whom buy a
few times, amounts spread over three orders of magnitude.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.reports.base.making import CURRENCY, DAY, DAYS, PRODUCTS, SECOND, SINCE, UNTIL, Making
from tests.reports.base.rows import Rows
from tests.reports.base.world import world

GOES_ON = 0.66
"""How many buy once more."""
PAUSE_DAYS = 60


def grown(leads: int, orders: int, events: int) -> Rows:
    """A base of so many leads, orders and events."""
    rows = world(leads)
    making = Making(21)
    _orders(making, rows, orders)
    _events(making, rows, events)
    return rows


def _orders(making: Making, rows: Rows, many: int) -> None:
    chance, listed = making.chance, rows.rows["orders"]
    names, weights = list(PRODUCTS), list(PRODUCTS.values())
    place = {name: at for at, name in enumerate(rows.columns["orders"])}
    while len(listed) < many:
        person = rows.add("imported_people", company_id=None, name="Клиент базы", added_at=SINCE)
        at = SINCE + int(chance.random() * DAYS * DAY)
        while at < UNTIL and len(listed) < many:
            row: list[Any] = [None] * len(place)
            row[place["id"]] = len(listed) + 1
            row[place["person_id"]] = person
            row[place["product"]] = chance.choices(names, weights)[0]
            row[place["amount"]] = round(chance.lognormvariate(10, 1.2), -2) // 1
            row[place["discount"]] = chance.choice((0, 0, 0, 1000))
            row[place["currency"]] = CURRENCY
            row[place["paid_at"]] = at
            listed.append(tuple(int(one) if isinstance(one, float) else one for one in row))
            at += int(chance.expovariate(1 / PAUSE_DAYS) * 86_400) * SECOND
            if chance.random() > GOES_ON:
                break


def _events(making: Making, rows: Rows, many: int) -> None:
    """What CRMs say all day: facts that no report counts lie between those that they do."""
    chance, listed, leads = making.chance, rows.rows["events"], rows.rows["leads"]
    contact = rows.columns["leads"].index("contact_id")
    place = {name: at for at, name in enumerate(rows.columns["events"])}
    details: Mapping[str, object] = {"thing": "stage", "said": "contract"}
    while len(listed) < many:
        lead = leads[chance.randrange(len(leads))]
        row: list[Any] = [None] * len(place)
        row[place["id"]] = len(listed) + 1
        row[place["kind"]] = "crm_said"
        row[place["contact_id"]] = lead[contact]
        row[place["lead_id"]] = lead[0]
        row[place["at"]] = SINCE + int(chance.random() * DAYS * DAY)
        row[place["details"]] = details
        listed.append(tuple(row))
