"""A YAML file of the operator's → a pydantic model, or every mistake with its line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

LARGEST = 512 * 1024
Place = tuple[int | str, ...]
M = TypeVar("M", bound="Strict")


class BadCrmFile(ValueError):
    """The file can't be used; every line of the message names a place and what to mend."""


def unknown_word(word: str, known: Sequence[str]) -> str:
    """What to say of a word that is not among the known ones."""
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}"
    return f"there is no {word!r}; {hint}"


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
"""An id of a CRM's: a text to us, however it is written."""


class Strict(BaseModel):
    """A part of a file; a key that it doesn't know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source:
    """The text of a file that remembers where everything stands."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        try:
            self._raw: Any = YAML(typ="rt", pure=True).load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise BadCrmFile(f"{name}:{line}: {error.problem or 'this is not YAML'}") from error
        except (YAMLError, ValueError, RecursionError) as error:
            raise BadCrmFile(f"{name}:1: this is not YAML") from error

    @classmethod
    def of(cls, path: Path) -> Source:
        """The file at that path."""
        try:
            if path.stat().st_size > LARGEST:
                raise BadCrmFile(f"{path}: the file is larger than {LARGEST:,} bytes")
            return cls(path.read_text(encoding="utf-8"), str(path))
        except UnicodeDecodeError as error:
            raise BadCrmFile(f"{path}: the file is not in UTF-8") from error
        except OSError as error:
            raise BadCrmFile(
                f"{path}: the file can't be read ({error.strerror}). "
                "Mend CRM_FILE, or `mapping` of the account."
            ) from error

    def read(self, model: type[M]) -> M:
        """What the file says. `BadCrmFile` with every mistake."""
        try:
            return model.model_validate(self._raw if isinstance(self._raw, dict) else {})
        except ValidationError as errors:
            told = [self.told(error["loc"], str(error["msg"])) for error in errors.errors()]
            raise BadCrmFile("\n".join(told)) from errors

    def refuse(self, wrong: list[tuple[Place, str]]) -> None:
        """Raise `BadCrmFile` with what is wrong, if anything is."""
        if wrong:
            raise BadCrmFile("\n".join(self.told(place, said) for place, said in wrong))

    def told(self, place: Place, said: str) -> str:
        """A sentence with the place that it is about."""
        where = ".".join(str(step) for step in place if step != "[key]") or "the file"
        return f"{self.name}:{self._line(place)}: {where}: {said.removeprefix('Value error, ')}"

    def _line(self, place: Place) -> int:
        """The line of the innermost part of the place that is written in the file."""
        line, raw = 1, self._raw
        for step in place:
            if isinstance(raw, CommentedMap):
                key = next((one for one in raw if str(one) == str(step)), None)
                if key is None:
                    break
                line = raw.lc.key(key)[0] + 1
                raw = raw[key]
            elif isinstance(raw, CommentedSeq) and isinstance(step, int) and step < len(raw):
                line = raw.lc.item(step)[0] + 1
                raw = raw[step]
            else:
                break
        return line
