"""How well spellings of one company are told from other companies: `make bench-matching`.

Counts on labelled pairs of which half was frozen before the matcher existed. `--misses` names the
pairs of the open half that were judged wrongly; those of the frozen half are never shown.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from leads.companies.names import company_name, near_keys
from leads.companies.similarity import Likeness, compare

PAIRS = Path(__file__).parent.parent / "tests" / "leads" / "company_pairs"


@dataclass(frozen=True, slots=True)
class Result:
    """Pairs by how they were judged; a join is what counts as positive."""

    right: int
    wrong: int
    missed: int
    asked: int

    @property
    def precision(self) -> float:
        """Share of joins that join one company with itself."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of equal pairs that are joined without asking anybody."""
        return self.right / (self.right + self.missed)


def pairs(half: str) -> list[tuple[str, str, bool]]:
    """The labelled pairs of a half: open or frozen."""
    with (PAIRS / f"{half}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["a"], row["b"], row["same"] == "1") for row in csv.DictReader(file)]


def measure(half: str) -> Result:
    """How the pairs of a half are judged."""
    judged = [(compare(one, other).likeness, same) for one, other, same in pairs(half)]
    return Result(
        right=sum(same for likeness, same in judged if likeness is Likeness.SAME),
        wrong=sum(not same for likeness, same in judged if likeness is Likeness.SAME),
        missed=sum(same for likeness, same in judged if likeness is not Likeness.SAME),
        asked=sum(likeness is Likeness.MAYBE for likeness, _ in judged),
    )


def looked_up(half: str) -> float:
    """Share of the pairs joined rightly that the look-up by INN or by key of the name finds."""
    joined = [
        (company_name(one), company_name(other))
        for one, other, same in pairs(half)
        if same and compare(one, other).likeness is Likeness.SAME
    ]
    found = [
        one.key in near_keys(other.key) or (one.inn is not None and one.inn == other.inn)
        for one, other in joined
    ]
    return sum(found) / len(found)


def main() -> None:
    """Print the figures; with `--misses` the open half's mistakes."""
    if "--misses" in sys.argv:
        for one, other, same in pairs("open"):
            found = compare(one, other)
            if (found.likeness is Likeness.SAME) != same:
                print(f"{'missed' if same else 'JOINED'}: {one} | {other}: {found}")
    for half in ("open", "frozen"):
        result = measure(half)
        print(f"{half}: {result}")
    frozen = measure("frozen")
    print(f"FIGURE company.matching.precision {frozen.precision:.3f}")
    print(f"FIGURE company.matching.recall {frozen.recall:.3f}")
    print(f"FIGURE company.matching.looked_up {looked_up('frozen'):.3f}")


if __name__ == "__main__":
    main()
