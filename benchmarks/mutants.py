"""How many small mistakes in a scenario would go live: `python -m benchmarks.mutants`.

Every mutant is loaded and checked like any scenario. One that `check` has no error for and whose
personas all end as before must be proved equivalent, else it survives: the scenario then needs
another persona. Warnings are counted for nothing.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.equivalence import Difference, Original
from benchmarks.figures import figure, table
from benchmarks.mutation import Mutant, mutants
from dialogs.check import check_text
from dialogs.findings import Severity
from dialogs.loader import SHIPPED_SCENARIOS, load_scenario

FLAGSHIP = SHIPPED_SCENARIOS / "agency-quiz.yaml"
BRIEF = SHIPPED_SCENARIOS / "agency-brief.yaml"
COUNTS: Mapping[Path, int] = {FLAGSHIP: 500, BRIEF: 200}
"""What is measured when no file is named, and with how many mutants."""
SEED = 20_261_125
FATES = ("check", "personas", "equivalent", "survived")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: one of `FATES`, and for a survivor where it differs."""

    mutant: Mutant
    fate: str
    difference: Difference | None = None


def judge(text: str, count: int, seed: int) -> Iterator[Fate]:
    """The fates of `count` mutants of the scenario in `text`."""
    original = Original(load_scenario(text, name="original"))
    for mutant in mutants(text, count, seed):
        errors = {
            one.code
            for one in check_text(mutant.text, name="mutant")
            if one.severity is Severity.ERROR
        }
        if errors:
            only_personas = all(code.startswith("persona-") for code in errors)
            yield Fate(mutant, "personas" if only_personas else "check")
            continue
        parting = original.difference(load_scenario(mutant.text, name="mutant"))
        yield Fate(mutant, "equivalent" if parting is None else "survived", parting)


def caught(fates: list[Fate]) -> float:
    """The share that can't go live, or that would change nothing."""
    return sum(one.fate != "survived" for one in fates) / len(fates)


def main(counts: Mapping[Path, int] = COUNTS, seed: int = SEED) -> int:
    """Print what became of the mutants of each file; exit status 1 when one survived."""
    fates: list[Fate] = []
    for path, count in counts.items():
        found = list(judge(path.read_text(encoding="utf-8"), count, seed))
        print(f"{path.stem}: {len(found)} mutants")
        _print(found)
        fates += found
    figure("dialogs.mutants.caught", caught(fates))
    return 0 if caught(fates) == 1 else 1


def _print(fates: list[Fate]) -> None:
    ways: dict[str, Counter[str]] = {}
    for one in fates:
        ways.setdefault(one.mutant.way, Counter())[one.fate] += 1
    rows = [[way, *(str(ways[way][fate]) for fate in FATES)] for way in sorted(ways)]
    total = Counter(one.fate for one in fates)
    table(("way", *FATES), [*rows, ["all", *(str(total[fate]) for fate in FATES)]])
    for one in fates:
        if one.difference is not None:
            print(f"survived: {one.mutant.way} at {one.mutant.where}")
            print(f"  for {one.difference.answers}")
            print(f"  before: {one.difference.original}")
            print(f"  after:  {one.difference.mutant}")


if __name__ == "__main__":
    sys.exit(main({Path(file): 500 for file in sys.argv[1:]} or COUNTS))
