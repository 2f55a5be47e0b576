"""EspoCRM in chaos runs. Its API has no limit of calls, so no run is about its pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leads.clock import Clock
from tests.crm_sync.chaos.stands import Stand, Stood, mapping, minute, split, words_of
from tests.crm_sync.emulators import espocrm
from tests.crm_sync.emulators.base import Fault, json_fault


class Espo(Stand):
    crm = "espocrm"
    refusals = (
        json_fault(429, {}, Retry_After="3"),
        Fault(status=500, headers={"X-Status-Reason": "SQLSTATE[HY000]"}),
        Fault(status=503, headers={"X-Status-Reason": "Application is in maintenance mode."}),
    )
    qualified, proposal, owner = "Qualification", "Proposal", espocrm.OWNER
    mapping = mapping(
        "Qualification",
        "Proposal",
        title="name",
        summary="description",
        amount="amount",
        name="firstName",
        phone="phoneNumber",
        company="name",
        pipeline="null",
        owner=espocrm.OWNER,
    )
    fewest = 3

    def __init__(self, clock: Clock) -> None:
        self.api: espocrm.Espo = espocrm.Espo(clock)

    @property
    def account(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return {"address": self.api.url}, {"CRM_MAIN_KEY": espocrm.KEY}

    def cards(self) -> Iterable[tuple[str, Stood]]:
        records = self.api.records
        kinds = ("Account", "Contact", "Opportunity")
        keys = {id_: one["prequal_key"] for kind in kinds for id_, one in records[kind].items()}
        for one in records["Account"].values():
            yield one["prequal_key"], (one["name"],)
        for one in records["Contact"].values():
            phones = [told["phoneNumber"] for told in one["phoneNumberData"]]
            yield one["prequal_key"], (one["firstName"], *phones)
        for one in records["Opportunity"].values():
            people = [keys[id_] for id_ in one["contactsIds"]]
            said = (one["name"], one["description"], one["amount"], one["stage"])
            ties = (one["assignedUserId"], *people, keys[one["accountId"]])
            yield one["prequal_key"], words_of(*said, *ties)
        for one in records["Note"].values():
            text, key = split(one["post"])
            yield key, (text, keys[one["parentId"]])
        for one in records["Task"].values():
            text, key = split(one["description"])
            at = minute(f"{one['dateEnd']}+00:00")
            yield key, (f"{one['name']}\n{text}", keys[one["parentId"]], at)
