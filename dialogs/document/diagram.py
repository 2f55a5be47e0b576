"""Where boxes and lines of a scenario's diagram go: layers from top to bottom, the spine straight.

Every box is put one layer below the lowest of those that lead to it. A line that passes layers gets
a lane of its own through them, so that it never runs through a box. What ends the scenario early
(gates and their outcomes) stands outside of the way that goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dialogs.document.flow import Move, Way
from dialogs.scenario import Scenario, Step

BOX = (256.0, 84.0)
"""Width and height of a box, in pixels."""
PITCH = (290.0, 132.0)
"""From one box to the next: across, and down."""
MARGIN = 18.0


class BoxKind(StrEnum):
    """What a box stands for."""

    ASK = "ask"
    SAY = "say"
    REVIEW = "review"
    GATE = "gate"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its upper left corner in pixels, and the id of what it stands for."""

    kind: BoxKind
    id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two boxes as the data of an SVG path."""

    path: str
    early: bool
    """Whether a gate ends the scenario on this way."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and lines with the size of the whole, in pixels."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


_Node = tuple[str, str]
"""A kind of box and an id; lanes are ("lane", "from>to>layer")."""


def lay_out(scenario: Scenario, moves: Iterable[Move]) -> Diagram:
    """The diagram of the moves. The same moves give the same picture."""
    edges = _edges(scenario, moves)
    layers = _layers(edges, scenario)
    chains = [_chain(edge, layers) for edge in edges]
    across = _across(chains, layers, early=_early(edges))
    left = min(across.values(), default=0.0)
    right = max(across.values(), default=0.0)

    def corner(node: _Node) -> tuple[float, float]:
        return MARGIN + (across[node] - left) * PITCH[0], MARGIN + layers[node] * PITCH[1]

    return Diagram(
        boxes=tuple(
            Box(BoxKind(node[0]), node[1], *corner(node)) for node in layers if node[0] != "lane"
        ),
        lines=tuple(
            Line(
                _path([corner(node) for node in chain], aside=_may_turn(chain, across, layers)),
                BoxKind.GATE in (chain[0][0], chain[-1][0]),
            )
            for chain in chains
        ),
        width=(right - left) * PITCH[0] + BOX[0] + 2 * MARGIN,
        height=max(layers.values(), default=0) * PITCH[1] + BOX[1] + 2 * MARGIN,
    )


def _edges(scenario: Scenario, moves: Iterable[Move]) -> list[tuple[_Node, _Node]]:
    steps = scenario.step_by_id
    edges: dict[tuple[_Node, _Node], None] = {}
    for move in moves:
        source = _of_step(steps[move.source])
        if move.way is Way.STEP:
            edges[source, _of_step(steps[move.target])] = None
        elif move.gate is not None:
            gate = (BoxKind.GATE.value, move.gate)
            edges[source, gate] = None
            edges[gate, (BoxKind.OUTCOME.value, move.target)] = None
        else:
            edges[source, (BoxKind.OUTCOME.value, move.target)] = None
    return list(edges)


def _of_step(step: Step) -> _Node:
    if step.review:
        return BoxKind.REVIEW.value, step.id
    return (BoxKind.SAY if step.slot is None else BoxKind.ASK).value, step.id


def _layers(edges: list[tuple[_Node, _Node]], scenario: Scenario) -> dict[_Node, int]:
    """The layer of every box; lanes are added by `_chain`."""
    nodes = dict.fromkeys(node for edge in edges for node in edge)
    if not nodes and scenario.steps:
        nodes = {_of_step(scenario.steps[0]): None}
    layers = dict.fromkeys(nodes, 0)
    for _ in nodes:  # no way is longer than there are boxes
        for source, target in edges:
            layers[target] = max(layers[target], layers[source] + 1)
    return layers


def _chain(edge: tuple[_Node, _Node], layers: dict[_Node, int]) -> list[_Node]:
    source, target = edge
    chain = [source]
    for layer in range(layers[source] + 1, layers[target]):
        lane = ("lane", f"{source[1]}>{target[1]}>{layer}")
        layers[lane] = layer
        chain.append(lane)
    return [*chain, target]


def _early(edges: list[tuple[_Node, _Node]]) -> frozenset[_Node]:
    """Gates, and outcomes that only gates lead to."""
    by_gate = {target for source, target in edges if source[0] == BoxKind.GATE}
    otherwise = {target for source, target in edges if source[0] != BoxKind.GATE}
    gates = {node for edge in edges for node in edge if node[0] == BoxKind.GATE}
    return frozenset(gates | (by_gate - otherwise))


def _across(
    chains: list[list[_Node]], layers: Mapping[_Node, int], *, early: frozenset[_Node]
) -> dict[_Node, float]:
    """The place of every node across the page, in boxes from the spine."""
    before: dict[_Node, list[_Node]] = {}
    for chain in chains:
        for source, target in pairwise(chain):
            before.setdefault(target, []).append(source)
    across: dict[_Node, float] = {}
    turn = -0.5  # gates on the spine turn to the right and to the left by turns
    for layer in range(max(layers.values(), default=0) + 1):
        row = [node for node in layers if layers[node] == layer]
        wanted = {
            node: sum(across[one] for one in before[node]) / len(before[node])
            if node in before
            else 0.0
            for node in row
        }
        on = sorted((node for node in row if node not in early), key=wanted.__getitem__)
        for place, node in zip(_spread([wanted[one] for one in on]), on, strict=True):
            across[node] = place
        edges = [across[one] for one in on] or [0.0]
        left, right = min(edges), max(edges)
        for node in (one for one in row if one in early):
            if node[0] == BoxKind.GATE and wanted[node] == 0:
                turn = -turn
            if wanted[node] * 2 + turn < 0:  # off the spine it stays on its side
                left = min(left - 1, wanted[node]) if on else wanted[node]
                across[node] = left
            else:
                right = max(right + 1, wanted[node]) if on else wanted[node]
                across[node] = right
    return across


def _may_turn(
    chain: list[_Node], across: Mapping[_Node, float], layers: Mapping[_Node, int]
) -> bool:
    """Whether the line to a gate may leave its box at the side: no other box is in its way."""
    source, target = chain[0], chain[-1]
    if target[0] != BoxKind.GATE or len(chain) > 2:
        return False
    low, high = sorted((across[source], across[target]))
    row = [node for node in layers if layers[node] == layers[source] and node[0] != "lane"]
    return not any(low <= across[node] <= high for node in row if node != source)


def _spread(wanted: list[float]) -> list[float]:
    """Places at least one apart, in order, and on average where they were wanted."""
    places: list[float] = []
    for want in wanted:
        places.append(max(want, places[-1] + 1) if places else want)
    shift = sum(places) - sum(wanted)
    return [place - shift / len(places) for place in places]


def _path(corners: list[tuple[float, float]], *, aside: bool) -> str:
    """Down from the first box, straight through the lanes, into the last box from above.

    What turns aside to the next layer leaves the box at its side.
    """
    half = BOX[0] / 2
    (left, top), (last, below) = corners[0], corners[-1]
    if aside and last != left:
        x, y, to = left + (BOX[0] if last > left else 0), top + BOX[1] / 2, last + half
        return f"M{x:g} {y:g} C{to:g} {y:g} {to:g} {y:g} {to:g} {below:g}"
    x, y = left + half, top + BOX[1]
    path = [f"M{x:g} {y:g}"]
    for place, (left, top) in enumerate(corners[1:], start=2):
        to, bend = left + half, (top - y) / 2
        path.append(f"C{x:g} {y + bend:g} {to:g} {top - bend:g} {to:g} {top:g}")
        x, y = to, top
        if place < len(corners):
            y = top + BOX[1]
            path.append(f"L{x:g} {y:g}")
    return " ".join(path)
