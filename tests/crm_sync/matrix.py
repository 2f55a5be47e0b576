"""docs/crm-matrix.md from what adapters say of themselves: `python -m tests.crm_sync.matrix`."""

from crm_sync.adapters import ADAPTERS, adapter_class
from crm_sync.capabilities import Capability, Option
from tests.architecture.tree import ROOT
from tests.crm_sync.quirks import quirks_table

MATRIX = ROOT / "docs" / "crm-matrix.md"
MEANINGS = {
    Capability.COMPANIES: "companies",
    Capability.CONTACTS: "people",
    Capability.LOOKUP: "found by our key",
    Capability.RECOGNISE: "people and companies found that were there before",
    Capability.READ: "read before writing",
    Capability.STAGES: "stages",
    Capability.LOSS_REASONS: "reasons for losing",
    Capability.OWNERS: "owners",
    Capability.NOTES: "notes",
    Capability.TASKS: "tasks",
    Capability.MEETINGS: "meetings",
    Capability.MEETING_MOVES: "meetings moved, called off",
    Capability.MEETINGS_BACK: "meetings made there",
    Capability.FILES: "files",
    Capability.SCHEMA: "mapping checked",
    Capability.MAKE_FIELDS: "fields created",
    Capability.CHANGES: "changes by polling",
    Capability.WEBHOOKS: "changes by webhook",
    Capability.ERASE: "persons erased",
    Capability.BASE: "existing base brought in",
    Capability.BATCH: "several leads a call",
}
HEAD = """# What each CRM can do

Made from the adapters by `python -m tests.crm_sync.matrix`; a test compares. How accounts are
described is [Results in your CRM](crm.md), how a CRM is added [Adding a CRM](adding-a-crm.md).
"""

PROVEN = """## Quirks that adapters were proven against

By stand-ins that reproduce them (`tests/crm_sync/test_quirks.py`); the proofs of the suite,
`contract.py`, are met by every adapter.
"""


def matrix() -> str:
    """The page."""
    kinds = [adapter_class(name) for name in sorted(ADAPTERS)]
    lines = [HEAD, _row("", *(kind.title for kind in kinds)), _row("---", *["---"] * len(kinds))]
    for capability, meaning in MEANINGS.items():
        marks = ("yes" if capability in kind.capabilities else "" for kind in kinds)
        lines.append(_row(f"{meaning} (`{capability.name}`)", *marks))
    calls = (f"{kind.limits.rate:g}/s, {kind.limits.burst} in a row" for kind in kinds)
    lines.append(_row("calls", *calls))
    lines += ["", "## Options of accounts", ""]
    for kind in kinds:
        lines += [f"### {kind.title} (`crm: {kind.name}`)", ""]
        lines += [_option(option) for option in kind.options] or ["None."]
        lines.append("")
    lines += [PROVEN, *quirks_table(), ""]
    return "\n".join(lines)


def _option(option: Option) -> str:
    how = "secret, in the environment" if option.secret else "in the file"
    left_out = "" if option.required else ", may be left out"
    return f"- `{option.name}` ({how}{left_out}): {option.meaning}."


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("  |", " |")


if __name__ == "__main__":
    MATRIX.write_text(matrix(), encoding="utf-8")
