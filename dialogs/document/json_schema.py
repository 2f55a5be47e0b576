"""The JSON Schema of a scenario file, for editors that complete and underline.

Made from the tables that the loader reads with: `dialogs.schema.keys` and `slot_types`.
It knows keys, shapes and fixed words; what needs the file as a whole is `prequal check`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from dialogs.plurals import PLURAL_FORMS
from dialogs.scenario import LOCALES, Personal, ScenarioKind, SlotType
from dialogs.schema import keys
from dialogs.schema.fields import ID, MAX_ID, WORD
from dialogs.schema.keys import Key, Part, Shape
from dialogs.schema.slot_types import KEYS_OF, NEEDED_OF
from dialogs.session import Blank
from leads.company import Grade
from leads.consent import Purpose
from leads.stage import Stage

Schema = dict[str, Any]

TEXT = Part({locale: Key(Shape.WORDS, f"In {locale}") for locale in LOCALES}, {})


def json_schema() -> Schema:
    """The schema, in draft 7: what the YAML language server understands best."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Prequal scenario",
        **mapping(
            keys.FILE,
            scenario=mapping(keys.HEAD),
            slots={"type": "object", "additionalProperties": {"$ref": "#/definitions/slot"}},
            steps=list_of(_step()),
            gates=list_of(mapping(keys.GATE)),
            score=mapping(keys.SCORE, fit=_ref_list("row"), intent=_ref_list("row")),
            calibration=mapping(keys.CALIBRATION, bands=list_of(mapping(keys.BAND))),
            potential=list_of(mapping(keys.REVENUE)),
            signals=mapping(keys.SIGNALS, rows=_ref_list("row")),
            materials=list_of(mapping(keys.MATERIAL, links=list_of(mapping(keys.LINK)))),
            silence=list_of(mapping(keys.PAUSE)),
            outcomes=list_of(mapping(keys.OUTCOME)),
            personas=list_of(mapping(keys.PERSONA, answers=_answers(), known=mapping(keys.KNOWN))),
        ),
        "definitions": {
            "text": mapping(TEXT),
            "unit": mapping(TEXT, **{locale: _forms(locale) for locale in LOCALES}),
            "option": mapping(Part(TEXT.required, keys.OPTION)),
            "row": mapping(keys.ROW),
            "slot": _slot(),
        },
    }


def mapping(part: Part, **inner: Schema) -> Schema:
    """A mapping with the keys of `part`; `inner` are the schemas of those that are parts."""
    described = {**part.required, **part.optional}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(part.required),
        "properties": {
            name: {**(inner.get(name) or _SHAPES[key.shape]), "description": key.about}
            for name, key in described.items()
        },
    }


def _slot() -> Schema:
    """A slot: every key that some type has, and for each type which of them it needs and lacks."""
    part = Part(keys.SLOT.required, {**keys.SLOT.optional, **keys.SLOT_BY_TYPE})
    option = {"$ref": "#/definitions/option"}
    whole = mapping(
        part,
        options={"type": "object", "minProperties": 2, "additionalProperties": option},
        accepts=list_of({"type": "string"}),
    )
    whole["allOf"] = [
        {
            "if": {"properties": {"type": {"const": one.value}}, "required": ["type"]},
            "then": {
                "required": list(NEEDED_OF.get(one, ())),
                "properties": {
                    name: False for name in keys.SLOT_BY_TYPE if name not in KEYS_OF[one]
                },
            },
        }
        for one in SlotType
    ]
    return whole


def _forms(locale: str) -> Schema:
    """One word, or as many as the language has forms."""
    count = len(PLURAL_FORMS[locale])
    forms = {**list_of({"type": "string"}), "minItems": count, "maxItems": count}
    return {"anyOf": [{"type": "string"}, forms]}


def _step() -> Schema:
    ways = ("ask", "say", "review")
    return {**mapping(keys.STEP), "oneOf": [{"required": [way]} for way in ways]}


def _answers() -> Schema:
    answer = {"type": ["boolean", "number", "string", "array"], "examples": [*map(str, Blank)]}
    return {"type": "object", "additionalProperties": answer}


def list_of(of: Schema) -> Schema:
    """A list of such things."""
    return {"type": "array", "items": of}


def _ref_list(name: str) -> Schema:
    return list_of({"$ref": f"#/definitions/{name}"})


def words_of(allowed: Iterable[StrEnum]) -> Schema:
    """One of these words."""
    return {"enum": [one.value for one in allowed]}


_ID: Schema = {"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": MAX_ID}

_SHAPES: Mapping[Shape, Schema] = {
    Shape.TEXT: {"$ref": "#/definitions/text"},
    Shape.UNIT: {"$ref": "#/definitions/unit"},
    Shape.ID: _ID,
    Shape.IDS: list_of(_ID),
    Shape.WORD: {"type": "string", "pattern": f"^{WORD.pattern}$", "maxLength": MAX_ID},
    Shape.CONDITION: {"type": "string", "minLength": 1},
    Shape.WHOLE: {"type": "integer"},
    Shape.NUMBER: {"type": "number"},
    Shape.FLAG: {"type": "boolean"},
    Shape.SPAN: {"type": "string", "pattern": "^[1-9][0-9]*[mhdw]$"},
    Shape.WORDS: {"type": "string"},
    Shape.PART: {},
    Shape.KIND: words_of(ScenarioKind),
    Shape.TYPE: words_of(SlotType),
    Shape.PERSONAL: words_of(Personal),
    Shape.PURPOSE: words_of(Purpose),
    Shape.STAGE: words_of(Stage),
    Shape.GRADE: words_of(Grade),
}
