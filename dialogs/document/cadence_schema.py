"""The JSON Schema of a cadence's file, for editors, made from the tables that it is read with."""

from __future__ import annotations

from dialogs.cadence_files import keys
from dialogs.cadence_files.reading import MOST_ANSWERS, PURPOSES
from dialogs.cadence_files.steps import MOST_STEPS
from dialogs.document.json_schema import TEXT, Schema, list_of, mapping, words_of
from leads.cadences.cadence import Moment, Stop, Then
from leads.cadences.room import UNASKED
from leads.thinking.reasons import Doubt, Wait


def cadence_schema() -> Schema:
    """The schema, in draft 7, of a cadence or of the rules over all of them."""
    moment, purpose = words_of(Moment), words_of(PURPOSES)
    variant = mapping(keys.VARIANT, about=words_of((*Doubt, *Wait)))
    cap = mapping(keys.CAP, purpose=words_of(sorted(UNASKED)))
    span = {"type": "string", "pattern": "^[1-9][0-9]*[dw]$"}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Prequal cadence",
        **mapping(
            keys.FILE,
            cadence=mapping(
                keys.HEAD,
                begins={"anyOf": [moment, list_of(moment)]},
                purpose=purpose,
                stops=list_of(words_of(Stop)),
            ),
            steps={
                **list_of(mapping(keys.STEP, variants=list_of(variant))),
                "maxItems": MOST_STEPS,
            },
            answers={
                **list_of(mapping(keys.ANSWER, then=words_of(Then))),
                "maxItems": MOST_ANSWERS,
            },
            cases=list_of(mapping(keys.CASE)),
            rules=mapping(
                keys.RULES,
                caps=list_of(cap),
                cycles={"type": "object", "additionalProperties": span},
                grades=mapping(keys.GRADES),
            ),
        ),
        "definitions": {"text": mapping(TEXT)},
    }
