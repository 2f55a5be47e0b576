r"""Patterns that a text answer has to fit as a whole: regular expressions that are never slow.

There are literal characters, `.`, classes (`[A-ZА-Я0-9]`, `\d`, `\w`, `\s` and their opposites),
groups with alternatives, and the repeats `?` `*` `+` `{2}` `{2,4}`. Instead of trying one way after
another, as `re` does, every place that a part can end at is followed at once; so no answer and no
pattern, however nested its repeats, keeps the program busy. Letters fit in either case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_PATTERN = 200
_MAX_NESTED = 8
_ESCAPES = frozenset("dDwWsS")
_COUNT = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}")
_EXAMPLE = "for example [A-Z]{2}-\\d{4}"


class PatternError(ValueError):
    """A pattern that can't be read: where (`offset`), why, and what to write instead (`fix`)."""

    def __init__(self, message: str, offset: int, fix: str = _EXAMPLE) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.fix = fix


@dataclass(frozen=True, slots=True)
class _One:
    """One character of a kind."""

    kind: re.Pattern[str]

    def ends(self, text: str, starts: frozenset[int]) -> frozenset[int]:
        return frozenset(
            at + 1 for at in starts if at < len(text) and self.kind.fullmatch(text[at])
        )


@dataclass(frozen=True, slots=True)
class _Chain:
    """One part after the other."""

    parts: tuple[_Part, ...]

    def ends(self, text: str, starts: frozenset[int]) -> frozenset[int]:
        for part in self.parts:
            starts = part.ends(text, starts)
        return starts


@dataclass(frozen=True, slots=True)
class _Either:
    """One of the parts."""

    parts: tuple[_Part, ...]

    def ends(self, text: str, starts: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(part.ends(text, starts) for part in self.parts))


@dataclass(frozen=True, slots=True)
class _Repeat:
    """The part `least` to `most` times; `most` None is any number of times."""

    part: _Part
    least: int
    most: int | None

    def ends(self, text: str, starts: frozenset[int]) -> frozenset[int]:
        for _ in range(self.least):
            starts = self.part.ends(text, starts)
        reached = fresh = starts
        times = self.least
        while fresh and (self.most is None or times < self.most):
            fresh = self.part.ends(text, fresh) - reached
            reached |= fresh
            times += 1
        return reached


_Part = _One | _Chain | _Either | _Repeat


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read."""

    whole: _Part

    def fits(self, text: str) -> bool:
        """Whether the pattern describes the whole text."""
        return len(text) in self.whole.ends(text, frozenset({0}))


@lru_cache(maxsize=512)
def read_pattern(source: str) -> Pattern:
    """The pattern in `source`. Raises `PatternError`."""
    if not source or len(source) > MAX_PATTERN:
        raise PatternError(f"a pattern has 1 to {MAX_PATTERN} characters", 0)
    reader = _Reader(source)
    whole = reader.alternatives(0)
    if reader.at < len(source):
        raise PatternError("this ) closes nothing", reader.at, "write \\) for the character")
    return Pattern(whole)


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right; `at` is the place of the next character."""

    source: str
    at: int = 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def alternatives(self, depth: int) -> _Part:
        if depth > _MAX_NESTED:
            raise PatternError("the pattern is nested too deeply", self.at)
        chains = [self.chain(depth)]
        while self.peek() == "|":
            self.at += 1
            chains.append(self.chain(depth))
        return chains[0] if len(chains) == 1 else _Either(tuple(chains))

    def chain(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.single(depth)))
        return _Chain(tuple(parts))

    def single(self, depth: int) -> _Part:
        start = self.at
        match self.peek():
            case "(":
                return self.group(depth)
            case "[":
                self.skip_class()
            case "\\":
                self.skip_escape()
            case "*" | "+" | "?" | "{" as sign:
                raise PatternError(
                    f"nothing stands before {sign} that could be repeated",
                    start,
                    f"write \\{sign} for the character itself",
                )
            case "^" | "$":
                raise PatternError(
                    "^ and $ are not needed: a pattern describes the whole answer", start, ""
                )
            case _:
                self.at += 1
        try:
            return _One(re.compile(self.source[start : self.at], re.IGNORECASE))
        except re.error as error:
            raise PatternError(f"this can't be read ({error.msg})", start) from None

    def group(self, depth: int) -> _Part:
        start = self.at
        self.at += 1
        if self.peek() == "?":
            raise PatternError("(? has no meaning here", start, "describe the answer itself")
        inner = self.alternatives(depth + 1)
        if self.peek() != ")":
            raise PatternError("this ( is never closed", start, "write \\( for the character")
        self.at += 1
        return inner

    def skip_class(self) -> None:
        start = self.at
        self.at += 2 if self.source.startswith("[^", start) else 1
        while self.peek() != "]":
            if not self.peek():
                raise PatternError("this [ is never closed", start, "write \\[ for the character")
            self.at += 2 if self.peek() == "\\" else 1
        self.at += 1

    def skip_escape(self) -> None:
        escaped = self.source[self.at + 1 : self.at + 2]
        if not escaped or (escaped.isalnum() and escaped not in _ESCAPES):
            raise PatternError(
                f"\\{escaped} has no meaning here",
                self.at,
                "of the letters there are \\d, \\w and \\s",
            )
        self.at += 2

    def repeated(self, part: _Part) -> _Part:
        start = self.at
        count = _COUNT.match(self.source, start)
        if self.peek() in ("?", "*", "+"):
            sign = self.peek()
            self.at += 1
            part = _Repeat(part, int(sign == "+"), 1 if sign == "?" else None)
        elif count:
            self.at = count.end()
            least = int(count[1])
            most = least if count[2] is None else int(count[3]) if count[3] else None
            if most is not None and most < least:
                raise PatternError(f"{count[0]} asks for fewer than it needs", start)
            part = _Repeat(part, least, most)
        else:
            return part
        if self.peek() in ("?", "*", "+"):
            raise PatternError("a repeat can't be repeated", self.at, "keep one of them")
        return part
