"""The quirks of CRMs' APIs: whose stand-in reproduces each, and the proofs that meet it.

That the stand-ins really do so is `test_quirks`; the table stands in docs/crm-matrix.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

from crm_sync.adapters import ADAPTERS
from tests.crm_sync import contract
from tests.crm_sync.adapters import test_amocrm, test_bitrix24, test_hubspot, test_odoo

EVERY = tuple(name for name in sorted(ADAPTERS) if name != "memory")
"""Every CRM that is called over HTTP."""


@dataclass(frozen=True)
class Quirk:
    """What an API does, whose does so, and the names of proofs: of the suite, and of others."""

    said: str
    whose: Sequence[str]
    proofs: Sequence[str]

    def homes(self) -> Iterator[tuple[str, str]]:
        """Each proof with the file in which it is."""
        for proof in self.proofs:
            yield proof, next((_file(home) for home in HOMES if _holds(home, proof)), "nowhere")


HOMES = (contract, test_amocrm, test_bitrix24, test_hubspot, test_odoo)

QUIRKS = (
    Quirk("204 for nothing found", ["amocrm"], ["test_what_was_never_done_is_not_found"]),
    Quirk(
        "`[]` for an empty object, for nothing found and for a record that is gone",
        ["bitrix24", "odoo"],
        [
            "test_a_lead_arrives_with_its_person_and_company",
            "test_a_card_that_is_gone_is_not_made_anew",
        ],
    ),
    Quirk(
        "200 (or 207) with errors inside",
        ["bitrix24", "odoo", "hubspot"],
        [
            "test_a_failure_says_what_to_do",
            "test_the_leads_after_a_refused_one_are_tried_again",
            "test_an_exception_says_what_to_do",
            "test_one_wrong_card_does_not_hold_the_others_back",
        ],
    ),
    Quirk("403 with a page of HTML", EVERY, ["test_a_failure_says_what_to_do"]),
    Quirk("200 with a page of somebody on the way", EVERY, ["test_a_page_is_no_answer"]),
    Quirk(
        "the answer lost after the work was done",
        EVERY,
        ["test_a_lost_answer_leaves_one_card", "test_a_file_is_kept"],
    ),
    Quirk(
        "429 or 503 for too many calls, the wait in a header, in the body or nowhere",
        EVERY,
        [
            "test_a_failure_says_what_to_do",
            "test_the_wait_of_the_body_is_kept_by_all",
            "test_a_method_over_its_time_says_when",
            "test_the_wait_of_a_limit_is_kept_by_all",
        ],
    ),
    Quirk(
        "refresh tokens of one use",
        ["amocrm", "bitrix24"],
        [
            "test_a_token_is_changed_once_and_kept",
            "test_a_token_that_ran_out_is_changed_once",
            "test_a_refused_refresh_asks_for_a_person",
        ],
    ),
    Quirk(
        "fields that there are not, ignored without a word",
        ["bitrix24", "bottlecrm", "espocrm"],
        ["test_a_field_that_there_is_not_is_known_before"],
    ),
)


def quirks_table() -> list[str]:
    """The lines of the table."""
    lines = ["| What an API does | Whose stand-in | Proven by |", "| --- | --- | --- |"]
    for quirk in QUIRKS:
        whose = "every one's" if quirk.whose == EVERY else ", ".join(quirk.whose)
        proofs = "<br>".join(f"`{home}`: `{proof}`" for proof, home in quirk.homes())
        lines.append(f"| {quirk.said} | {whose} | {proofs} |")
    return lines


def _holds(home: ModuleType, proof: str) -> bool:
    return hasattr(home, proof) or hasattr(getattr(home, "CrmAdapterContract", None), proof)


def _file(home: ModuleType) -> str:
    return f"{home.__name__.rpartition('.')[2]}.py"
