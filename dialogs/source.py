"""YAML text → a small tree in which every node knows its line and column.

YAML 1.2 without what a scenario has no use for: anchors, aliases, tags, several documents. Size,
depth and number of nodes are capped, so a hostile file costs one finding. What keys mean is for
`dialogs.schema`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from dialogs.findings import Finding, ScenarioErrors, Severity

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_NODES = 20_000

_INTEGER = re.compile(r"[-+]?[0-9](?:_?[0-9]){0,17}")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "True": True,
    "false": False,
    "False": False,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. `text` is what was written, `value` what YAML 1.2 makes of it.

    `lines` are the lines that the text runs over: which character each begins with, and where that
    stands. There is always one.
    """

    mark: Mark
    text: str
    value: str | int | bool | None
    lines: tuple[tuple[int, Mark], ...]

    def at(self, offset: int) -> Mark:
        """The place of one character of `text`."""
        start, mark = [one for one in self.lines if one[0] <= offset][-1]
        return Mark(mark.line, mark.column + offset - start)


@dataclass(frozen=True, slots=True)
class Items:
    """A YAML sequence."""

    mark: Mark
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping."""

    key: str
    mark: Mark
    value: Tree


@dataclass(frozen=True, slots=True)
class Entries:
    """A YAML mapping with scalar keys, in the order written. A key may occur twice."""

    mark: Mark
    entries: tuple[Entry, ...]


Tree = Scalar | Items | Entries


def read_source(text: str, *, name: str) -> Tree:
    """Parse the text of the file called `name`. Raises `ScenarioErrors` with a single finding."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        _refuse(
            name,
            Mark(1, 1),
            "too-large",
            f"the file is larger than {MAX_BYTES:,} bytes",
            "a scenario is text written by people; split it into several scenarios",
        )
    try:
        # Parsed in C where ruamel.yaml.clib is installed: a scenario in 4 ms instead of 50.
        return _Composer(name, text, iter(YAML(typ="safe").parse(text))).document()
    except MarkedYAMLError as error:
        _refuse(name, _mark_of(error, text), "yaml", _reason(error), _YAML_ADVICE)
    except (YAMLError, ValueError, OverflowError, RecursionError) as error:
        if isinstance(error, ScenarioErrors):
            raise
        _refuse(name, Mark(1, 1), "yaml", f"this is not YAML ({_first_line(error)})", _YAML_ADVICE)


_YAML_ADVICE = 'indent with spaces, and put text with : or # between double quotes "…"'


def _reason(error: MarkedYAMLError) -> str:
    reason = " ".join(part for part in (error.context, error.problem) if part)
    return f"this is not YAML ({reason})" if reason else "this is not YAML"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _mark_of(error: MarkedYAMLError, text: str) -> Mark:
    """Where the mistake is; the parser in C puts what is missing at the end behind it."""
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines() or [""]
    if mark is not None and mark.line >= len(lines):
        return Mark(len(lines), len(lines[-1]) + 1)
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


def _refuse(name: str, mark: Mark, code: str, message: str, fix: str) -> NoReturn:
    raise ScenarioErrors(
        [Finding(code, Severity.ERROR, name, mark.line, mark.column, message, fix)]
    )


@dataclass(slots=True)
class _Composer:
    """Builds the tree from the parser's events, stopping at whatever is not ours."""

    name: str
    text: str
    events: Iterator[Event]
    nodes: int = field(default=0)

    def document(self) -> Tree:
        self.next()  # the stream's start
        start = self.next()
        if isinstance(start, StreamEndEvent):
            _refuse(self.name, Mark(1, 1), "empty", "the file is empty", "start with scenario:")
        tree = self.node(self.next(), 0)
        self.next()  # the document's end
        after = self.next()
        if isinstance(after, DocumentStartEvent):
            self.refuse(after, "several-documents", "a file holds one scenario", "split the file")
        return tree

    def next(self) -> Event:
        return next(self.events)

    def node(self, event: Event, depth: int) -> Tree:
        self.nodes += 1
        if depth > MAX_DEPTH:
            self.refuse(event, "too-deep", "the file is nested too deeply", "remove the brackets")
        if self.nodes > MAX_NODES:
            self.refuse(event, "too-large", f"more than {MAX_NODES:,} values", "split the scenario")
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            self.refuse(
                event, "alias", "anchors (&) and aliases (*) are not used", "write it out, or quote"
            )
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent) and event.tag:
            self.refuse(event, "tag", "tags (!) are not used", "put the text in quotes")
        if isinstance(event, ScalarEvent):
            return _scalar(event, self.text)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event, depth)
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, depth)
        self.refuse(event, "yaml", "this is not YAML", _YAML_ADVICE)

    def sequence(self, start: Event, depth: int) -> Items:
        items: list[Tree] = []
        while not isinstance(event := self.next(), SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Items(_mark(start), tuple(items))

    def mapping(self, start: Event, depth: int) -> Entries:
        entries: list[Entry] = []
        while not isinstance(event := self.next(), MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(event, ScalarEvent) or not isinstance(key, Scalar):
                self.refuse(event, "yaml", "a key is one word", _YAML_ADVICE)
            entries.append(Entry(key.text, key.mark, self.node(self.next(), depth + 1)))
        return Entries(_mark(start), tuple(entries))

    def refuse(self, event: Event, code: str, message: str, fix: str) -> NoReturn:
        _refuse(self.name, _mark(event), code, message, fix)


def _mark(event: Event) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: ScalarEvent, source: str) -> Scalar:
    mark, text, style = _mark(event), str(event.value), event.style
    if style in ("|", ">"):
        text = text.rstrip("\n")
    return Scalar(mark, text, text if style else _plain(text), _lines(event, source, mark, text))


def _lines(event: ScalarEvent, source: str, mark: Mark, text: str) -> tuple[tuple[int, Mark], ...]:
    """Each line of the file that holds a part of the text: the part's offset, and its place."""
    first, *rest = source[event.start_mark.index : event.end_mark.index].splitlines() or [""]
    found: list[tuple[int, Mark]] = []
    offset = 0
    if event.style not in ("|", ">"):  # the text of these begins on the next line
        quote = 1 if event.style else 0
        found.append((0, Mark(mark.line, mark.column + quote)))
        offset = len(first.strip()) - quote
    for number, line in enumerate(rest, start=1):
        part = line.strip().rstrip("\"'")
        place = text.find(part, offset) if part else -1
        if place >= 0:
            found.append((place, Mark(mark.line + number, len(line) - len(line.lstrip()) + 1)))
            offset = place + len(part)
    if not found or found[0][0] > 0:  # nothing, or blank lines first
        found.insert(0, (0, found[0][1] if found else mark))
    return tuple(found)


def _plain(text: str) -> str | int | bool | None:
    """What the core schema of YAML 1.2 makes of an unquoted text. `no` and `1:30` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
