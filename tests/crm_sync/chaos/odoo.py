"""An Odoo database in chaos runs, of the newest protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm_sync.wire.rich_text import from_html
from leads.clock import Clock
from tests.crm_sync.chaos.stands import Stand, Stood, mapping, minute, split, words_of
from tests.crm_sync.emulators import odoo
from tests.crm_sync.emulators.base import json_fault

KEY = "key-of-odoo-0123456789"


class OdooDatabase(Stand):
    crm = "odoo"
    refusals = (
        json_fault(429, {}, Retry_After="2"),
        json_fault(500, {"name": "psycopg2.errors.SerializationFailure", "message": "again"}),
        json_fault(503, {}),
    )
    qualified, proposal, owner = "2", "3", str(odoo.OWNER)
    mapping = mapping(
        2,
        3,
        title="name",
        summary="description",
        amount="expected_revenue",
        phone="phone",
        company="name",
        pipeline=odoo.SALES,
        owner=odoo.OWNER,
    )
    fewest = 3

    def __init__(self, clock: Clock) -> None:
        self.api: odoo.Odoo = odoo.Odoo(clock, 19)
        self.api.key = KEY
        users = self.api.rows["res.users"]
        users[1] = {**users[odoo.OWNER], "id": 1}

    @property
    def account(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return {"address": self.api.url}, {"CRM_MAIN_KEY": KEY}

    def cards(self) -> Iterable[tuple[str, Stood]]:
        rows = self.api.rows
        people = {number: one for number, one in rows["res.partner"].items() if one["prequal_key"]}
        for one in people.values():
            names = ("name",) if one["is_company"] else ("name", "phone")
            yield one["prequal_key"], tuple(one[name] for name in names)
        for one in rows["crm.lead"].values():
            person = people[one["partner_id"]]
            ties = (person["prequal_key"], people[person["parent_id"]]["prequal_key"])
            said = (one["name"], from_html(one["description"]), one["expected_revenue"])
            yield one["prequal_key"], words_of(*said, one["stage_id"], one["user_id"], *ties)
        for one in rows["mail.message"].values():
            text, key = split(from_html(one["body"]))
            yield key, (text, rows["crm.lead"][one["res_id"]]["prequal_key"])
        for one in rows["mail.activity"].values():
            text, key = split(from_html(one["note"]))
            due, _, text = text.partition("\n")
            at = rows["crm.lead"][one["res_id"]]["prequal_key"]
            yield key, (f"{one['summary']}\n{text}", at, minute(f"{due}+03:00"))
