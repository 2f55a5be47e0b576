"""The condition language of scenarios: reading one condition.

Python's own grammar splits the text (`ast.parse`); everything that is not on the short list below
is refused, and what is left becomes the tree of `dialogs.condition_tree`, which is what runs.
Document text is never evaluated. Which slots were asked already is for `dialogs.check`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from dialogs.condition_errors import ConditionError, did_you_mean
from dialogs.condition_grammar import Builder
from dialogs.condition_tree import (
    And,
    Compare,
    Condition,
    Holds,
    Includes,
    Kind,
    Known,
    Leaf,
    Name,
    Node,
    Not,
    OneOf,
    Or,
    Truth,
    evaluate,
    leaves,
    slots_of,
)

__all__ = [
    "And",
    "Compare",
    "Condition",
    "ConditionError",
    "Holds",
    "Includes",
    "Kind",
    "Known",
    "Leaf",
    "Name",
    "Node",
    "Not",
    "OneOf",
    "Or",
    "Truth",
    "did_you_mean",
    "evaluate",
    "leaves",
    "parse_condition",
    "slots_of",
]

MAX_LENGTH = 500

KNOWN = "known"
RESERVED = frozenset({"and", "or", "not", "in", "is", "if", "else", "true", "false", KNOWN})

_ALPHABET = re.compile(r"[A-Za-z0-9_ \t\r\n()\[\],.<>=!\-]")
_GLUED = re.compile(r"\b[0-9][0-9_.]*(?![dw]\b)[A-Za-z]")
_SPAN = re.compile(r"\b([0-9][0-9_]*)[dw]\b")
_WHITE = re.compile(r"\s")


def parse_condition(source: str, names: Mapping[str, Name]) -> Condition:
    """Parse `source`, in which only `names` may occur.

    Raises `ConditionError`, and nothing else, for whatever is not a condition.
    """
    if len(source) > MAX_LENGTH:
        raise ConditionError(
            f"a condition has at most {MAX_LENGTH} characters, this one has {len(source)}",
            0,
            fix="split it over several rows, or ask a question that answers it directly",
        )
    if not source.strip():
        raise ConditionError("the condition is empty", 0, fix="leave the key out to mean «always»")
    _refuse_strange_text(source)
    indent = len(source) - len(source.lstrip())
    return Condition(source, Builder(names, indent, source).build(_split(source, indent)))


def _refuse_strange_text(source: str) -> None:
    for offset, character in enumerate(source):
        if not _ALPHABET.match(character):
            raise ConditionError(
                f"{character!r} has no meaning in a condition", offset, fix=_advice(character)
            )
    glued = _GLUED.search(source)
    if glued:
        raise ConditionError(
            f"a number runs into a letter at {glued[0]!r}",
            glued.start(),
            fix="write numbers in full, for example 10_000",
        )


def _advice(character: str) -> str:
    if character in "\"'`«»":
        return "write option ids without quotes"
    if character in "&|":
        return "write `and` or `or`"
    if character == "%":
        return "write a percentage as a number, for example 15"
    return "use slot ids, option ids, numbers, and, or, not, in, ==, !=, <, <=, >, >="


def _split(source: str, indent: int) -> ast.expr:
    # Python has no days; its imaginary numbers are as long, and mean nothing else here.
    text = _SPAN.sub(r"\1j", _WHITE.sub(" ", source))
    try:
        return ast.parse(text[indent:], mode="eval").body
    except SyntaxError as error:
        offset = indent + max((error.offset or 1) - 1, 0)
        single = re.search(r"(?<![=!<>])=(?!=)", source)
        if single:
            raise ConditionError(
                "a single = has no meaning here", single.start(), fix="compare with =="
            ) from None
        raise ConditionError(
            f"this can't be read as a condition ({error.msg})",
            min(offset, len(source) - 1),
            fix="for example: traffic >= 1_000 and not has_site",
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise ConditionError(
            "the condition is nested too deeply", indent, fix="split it into two"
        ) from None
