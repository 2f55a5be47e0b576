"""Valid scenarios made at random: the text of a file, read by the real loader.

Slots of every kind that rules can look at, conditions over what was asked before, gates, points,
outcomes, information, a summary, the shortest form. What `check` finds an error in is given up.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from dialogs.check import check_text
from dialogs.findings import Severity
from dialogs.loader import load_scenario
from dialogs.scenario import Scenario
from tests.dialogs.random_kinds import KINDS, LABEL, Kind


@st.composite
def scenarios(
    draw: st.DrawFn, *, most_questions: int = 5, shortest: bool | None = None
) -> Scenario:
    """A scenario without errors; `shortest` as given, else at random."""
    short = draw(st.booleans()) if shortest is None else shortest
    text = draw(scenario_texts(most_questions=most_questions, shortest=short))
    if any(one.severity is Severity.ERROR for one in check_text(text, name="random.yaml")):
        reject()
    return load_scenario(text, name="random.yaml")


@st.composite
def scenario_texts(draw: st.DrawFn, *, most_questions: int, shortest: bool) -> str:
    """The text of one; mostly without errors."""
    questions = draw(st.integers(2, most_questions))
    return json.dumps(_Draft(draw).file(questions, shortest=shortest), ensure_ascii=False)


class _Draft:
    """A scenario being written from top to bottom, so that it speaks only of what was asked."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.asked: dict[str, Kind] = {}
        self.uncertain: set[str] = set()  # asked on some paths only
        self.looked_at: set[str] = set()

    def file(self, questions: int, *, shortest: bool) -> dict[str, Any]:
        steps = [self.question(number) for number in range(questions)]
        steps += self.contact()
        self.inform(steps)
        gates = self.gates()
        score = {name: self.rows(name) for name in ("fit", "intent")}
        outcomes = self.outcomes(score, gates)
        head = {"id": "random", "version": 1, "kind": "quiz", "title": LABEL}
        if shortest:
            head["shortest"] = True
            for step in steps:
                # What no rule looks at would never be asked.
                if "ask" in step and (step["ask"] not in self.looked_at or self.rarely()):
                    step["always"] = True
        slots = {slot: {"label": LABEL, **kind.declared} for slot, kind in self.asked.items()}
        return {
            "scenario": head,
            "slots": slots,
            "steps": steps,
            "gates": gates,
            "score": score,
            "outcomes": outcomes,
        }

    def question(self, number: int) -> dict[str, Any]:
        slot, name = f"s{number}", self.draw(st.sampled_from(sorted(KINDS)))
        kind = KINDS[name]
        step: dict[str, Any] = {"ask": slot, "text": LABEL}
        if self.asked and self.draw(st.integers(0, 2)) == 0:
            step["when"] = self.condition()
            self.uncertain.add(slot)
        if name in ("four", "several") and self.asked and self.rarely():
            kind = self.with_conditional_option(kind)
        for key in ("unsure", "optional"):
            if self.rarely():
                step[key] = True
        self.asked[slot] = kind
        return step

    def with_conditional_option(self, kind: Kind) -> Kind:
        options = {one: dict(texts) for one, texts in kind.declared["options"].items()}
        options["b"]["when"] = self.condition()
        return Kind({**kind.declared, "options": options}, kind.atoms)

    def contact(self) -> list[dict[str, Any]]:
        if not self.rarely():
            return []
        self.asked["agree"] = Kind({"type": "consent", "purpose": "personal_data"}, ("{s}",))
        self.asked["phone"] = Kind({"type": "phone", "crm": "contact.phone"}, ())
        self.uncertain.add("phone")
        self.looked_at.add("agree")
        return [
            {"ask": "agree", "text": LABEL},
            {"ask": "phone", "text": LABEL, "when": "agree", "optional": True},
        ]

    def inform(self, steps: list[dict[str, Any]]) -> None:
        """Something to read now and then, and a summary here or there."""
        if self.rarely():
            steps.insert(self.draw(st.integers(0, len(steps))), {"say": "word", "text": LABEL})
        if self.draw(st.booleans()):
            place = (
                len(steps) if self.draw(st.booleans()) else self.draw(st.integers(1, len(steps)))
            )
            steps.insert(place, {"review": "summary", "text": LABEL})

    def gates(self) -> list[dict[str, Any]]:
        conditions = self.conditions(st.integers(0, 2))
        return [
            {
                "id": f"G{number}",
                "when": condition,
                "outcome": self.draw(st.sampled_from(["early", "early", "rest"])),
                "tell": LABEL,
            }
            for number, condition in enumerate(conditions)
        ]

    def rows(self, score: str) -> list[dict[str, Any]]:
        points = st.sampled_from([-10, -5, 5, 10, 10, 20, 20, 30])
        conditions = self.conditions(st.integers(1, 4))
        return [
            {"id": f"{score}{number}", "when": condition, "add": self.draw(points), "why": LABEL}
            for number, condition in enumerate(conditions)
        ]

    def conditions(self, count: st.SearchStrategy[int]) -> list[str]:
        """Several; now and then one and its opposite, of which an answer makes one true."""
        found: list[str] = []
        for _ in range(self.draw(count)):
            found.append(self.condition())
            if self.rarely():
                found.append(f"not ({found[-1]})")
        return found

    def outcomes(
        self, score: Mapping[str, list[dict[str, Any]]], gates: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        fit, intent = self.threshold(score["fit"]), self.threshold(score["intent"])
        ways = [f"fit >= {fit}", f"intent >= {intent}", f"fit >= {fit} and intent >= {intent}"]
        ways.append(f"fit >= {fit} and {self.condition()}")
        found = [
            {"id": f"o{number}", "when": way, "stage": "qualified", "tell": LABEL}
            for number, way in enumerate(self.draw(st.lists(st.sampled_from(ways), max_size=2)))
        ]
        if any(gate["outcome"] == "early" for gate in gates):
            found.append({"id": "early", "by_gate": True, "stage": "not_yet", "tell": LABEL})
        return [*found, {"id": "rest", "else": True, "stage": "lead", "tell": LABEL}]

    def threshold(self, rows: list[dict[str, Any]]) -> int:
        gained = [row["add"] for row in rows if row["add"] > 0] or [5]
        return int(self.draw(st.sampled_from([gained[0], sum(gained) // 2, sum(gained)])))

    def condition(self) -> str:
        parts = self.draw(st.lists(self.part(), min_size=1, max_size=2))
        return str(self.draw(st.sampled_from([" and ", " or "]))).join(parts)

    @st.composite
    @staticmethod
    def _part(draw: st.DrawFn, self: "_Draft") -> str:
        slot = draw(st.sampled_from(sorted(self.asked)))
        self.looked_at.add(slot)
        known = f"known({slot})"
        atoms = self.asked[slot].atoms
        if not atoms or draw(st.integers(0, 5)) == 0:
            return draw(st.sampled_from([known, f"not {known}"]))
        atom = draw(st.sampled_from(atoms)).format(s=slot)
        if slot in self.uncertain:
            return f"({known} and {atom})"
        return f"not ({atom})" if draw(st.integers(0, 5)) == 0 else atom

    def part(self) -> st.SearchStrategy[str]:
        return self._part(self)

    def rarely(self) -> bool:
        return bool(self.draw(st.integers(0, 3)) == 0)
