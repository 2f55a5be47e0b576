"""Which keys each part of a scenario file has, and in a line what each is for.

The loader takes the keys from here and so does the schema that editors complete with
(`dialogs.document.json_schema`), so that the two can't drift apart. What a value must hold beyond
its shape is for the modules that read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What stands behind a key, as far as an editor can tell."""

    TEXT = "text"  # in every language
    UNIT = "unit"  # the same, with a form for each kind of number where a word has them
    ID = "id"
    IDS = "ids"
    WORD = "word"
    CONDITION = "condition"
    WHOLE = "whole"
    NUMBER = "number"  # may have places behind the point
    FLAG = "flag"
    SPAN = "span"
    WORDS = "words"  # one plain string
    PART = "part"  # a mapping or list that has its own keys
    KIND = "kind"
    TYPE = "type"
    PERSONAL = "personal"
    PURPOSE = "purpose"
    STAGE = "stage"
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the shape of its value, and what it is for."""

    shape: Shape
    about: str


Keys = Mapping[str, Key]
"""Iterated, it gives the names of the keys."""


@dataclass(frozen=True, slots=True)
class Part:
    """The keys of one mapping of the file."""

    required: Keys
    optional: Keys

    @classmethod
    def of(cls, required: str = "", optional: str = "") -> Part:
        """Keys by their names alone, divided by spaces: for files that no editor completes."""
        key = Key(Shape.PART, "")
        return cls(dict.fromkeys(required.split(), key), dict.fromkeys(optional.split(), key))


FILE = Part(
    required={
        "scenario": Key(Shape.PART, "What this scenario is"),
        "slots": Key(Shape.PART, "What is collected, by id"),
        "steps": Key(Shape.PART, "Questions and information, in the order they are met"),
        "outcomes": Key(Shape.PART, "How it can end; the first one that is true wins"),
    },
    optional={
        "gates": Key(Shape.PART, "Rules that end the scenario at once"),
        "score": Key(Shape.PART, "Rows that give points"),
        "calibration": Key(Shape.PART, "How many leads with such a score were won"),
        "potential": Key(Shape.PART, "What the company would pay in a year; the first row counts"),
        "signals": Key(Shape.PART, "What is noticed beside the answers, and what it weighs"),
        "materials": Key(Shape.PART, "What people who choose by themselves get, by product"),
        "silence": Key(Shape.PART, "What follows when the person stops answering"),
        "personas": Key(Shape.PART, "Examples: answers and where they must lead"),
    },
)

HEAD = Part(
    required={
        "id": Key(Shape.ID, "The scenario's name for machines; never changes"),
        "version": Key(Shape.WHOLE, "Raise it when the rules change"),
        "kind": Key(
            Shape.KIND, "quiz: a verdict; brief: a prepared meeting; route: leads to another"
        ),
        "title": Key(Shape.TEXT, "What people see it called"),
    },
    optional={
        "product_slot": Key(Shape.WORD, "The single choice that names the product"),
        "shortest": Key(Shape.FLAG, "Leave out questions that can't change the outcome any more"),
    },
)

SLOT = Part(
    required={
        "type": Key(Shape.TYPE, "How it is asked and read"),
        "label": Key(Shape.TEXT, "What the answer is called when it is repeated"),
    },
    optional={
        "crm": Key(Shape.WORDS, "The field it is pushed to: lead.…, contact.… or company.…"),
        "personal": Key(Shape.PERSONAL, "Class of personal data: encrypted and erasable"),
        "example": Key(Shape.TEXT, "A good answer, shown when one was not understood"),
        "need": Key(Shape.FLAG, "Tells of the need: signals may count that it was left out"),
    },
)

SLOT_BY_TYPE: Keys = {
    "options": Key(Shape.PART, "What can be chosen, by id"),
    "other": Key(Shape.FLAG, "Offer an answer in the person's own words"),
    "min_choices": Key(Shape.WHOLE, "The fewest options that are accepted"),
    "max_choices": Key(Shape.WHOLE, "The most options that are accepted"),
    "unit": Key(Shape.UNIT, "What is counted: [visit a month, visits a month], or m²"),
    "min": Key(Shape.NUMBER, "The least that is accepted"),
    "max": Key(Shape.NUMBER, "The most that is accepted"),
    "decimals": Key(Shape.WHOLE, "Places behind the point that are kept; 2 unless given"),
    "scale": Key(Shape.WORDS, "Of a rating: 0-10 or 1-5"),
    "future": Key(Shape.FLAG, "Refuse days that are past"),
    "days": Key(Shape.WHOLE, "How many working days ahead are offered"),
    "from": Key(Shape.WORDS, 'When the first appointment of a day begins: "10:00"'),
    "to": Key(Shape.WORDS, 'When the last appointment of a day ends: "18:00"'),
    "every": Key(Shape.WORDS, "How long an appointment is: 30m or 1h"),
    "zone": Key(Shape.WORDS, "The time zone of from and to; the company's unless given"),
    "accepts": Key(Shape.PART, "Kinds of files: document, photo, voice, audio, video, link …"),
    "currency": Key(Shape.WORDS, "Three letters, for example RUB"),
    "min_length": Key(Shape.WHOLE, "The fewest characters that are accepted"),
    "max_length": Key(Shape.WHOLE, "The most characters that are accepted"),
    "pattern": Key(Shape.WORDS, "What the whole text must look like: [A-Z]{2}-\\d{4}"),
    "mismatch": Key(Shape.TEXT, "Said when the text does not fit the pattern"),
    "purpose": Key(Shape.PURPOSE, "What the consent is for"),
}
"""Keys that only some types of slots have."""

OPTION: Keys = {"when": Key(Shape.CONDITION, "Offered only if this is true")}
"""Keys of an option beside the languages of its label."""

STEP = Part(
    required={"text": Key(Shape.TEXT, "The question, or what is said")},
    optional={
        "ask": Key(Shape.WORD, "The slot that is asked for"),
        "say": Key(Shape.ID, "An id of your own for something that is only said"),
        "review": Key(Shape.ID, "An id of your own for the list of all answers, each editable"),
        "id": Key(Shape.ID, "The step's id, where it is not the slot's"),
        "when": Key(Shape.CONDITION, "Shown only if this is true"),
        "hint": Key(Shape.TEXT, "Small print under the text"),
        "unsure": Key(Shape.FLAG, "Offer «Не знаю»"),
        "optional": Key(Shape.FLAG, "Offer «Пропустить»"),
        "always": Key(Shape.FLAG, "Ask even where the shortest quiz would not"),
    },
)

GATE = Part(
    required={
        "id": Key(Shape.ID, "Names the rule in verdicts"),
        "when": Key(Shape.CONDITION, "Ends the scenario as soon as this is true"),
        "outcome": Key(Shape.ID, "The outcome it ends in"),
        "tell": Key(Shape.TEXT, "Why, said to the person"),
    },
    optional={"recheck": Key(Shape.SPAN, "When to ask again: 90d or 12w")},
)

ROW = Part(
    required={
        "id": Key(Shape.ID, "Names the row in verdicts"),
        "when": Key(Shape.CONDITION, "Counts if this is true"),
        "add": Key(Shape.WHOLE, "Points; may be negative"),
    },
    optional={"why": Key(Shape.TEXT, "The sentence that sales read")},
)

SCORE = Part(
    required={},
    optional={
        "fit": Key(Shape.PART, "Do they suit us"),
        "intent": Key(Shape.PART, "Do they want it now"),
    },
)

REVENUE = Part(
    required={"id": Key(Shape.ID, "Names the row in verdicts")},
    optional={
        "when": Key(Shape.CONDITION, "Counts if this is true"),
        "of": Key(Shape.WORD, "The answer it is reckoned from: a sum of money or a number"),
        "times": Key(
            Shape.NUMBER, "What the answer is multiplied by to make a year; 1 unless given"
        ),
        "amount": Key(Shape.WHOLE, "The sum itself, where it is not reckoned from an answer"),
        "currency": Key(Shape.WORDS, "Three letters, for example RUB; of money, the answer's own"),
        "why": Key(Shape.TEXT, "The sentence that sales read"),
    },
)

SIGNALS = Part(
    required={
        "cap": Key(Shape.WHOLE, "The most that all signals weigh together"),
        "rows": Key(Shape.PART, "What is noticed; never enough without facts"),
    },
    optional={},
)

LINK = Part(
    required={
        "title": Key(Shape.TEXT, "What it is called"),
        "url": Key(Shape.WORDS, "Where it is: https://…, a page or a file"),
    },
    optional={},
)

MATERIAL = Part(
    required={"price": Key(Shape.TEXT, "What it costs, from what to what")},
    optional={
        "for": Key(Shape.IDS, "The products, by option; left out: everything else"),
        "advice": Key(Shape.TEXT, "How to go on by oneself"),
        "links": Key(Shape.PART, "Pages and files to read"),
    },
)

OUTCOME = Part(
    required={
        "id": Key(Shape.ID, "Names the outcome in verdicts and personas"),
        "tell": Key(Shape.TEXT, "What the person reads at the end"),
    },
    optional={
        "stage": Key(Shape.STAGE, "The stage that the lead moves to; needed but in a route"),
        "when": Key(Shape.CONDITION, "May look at fit, intent, doubt and grade, too"),
        "else": Key(Shape.FLAG, "Everybody else; one outcome has it, and it is the last"),
        "by_gate": Key(Shape.FLAG, "Only a gate leads here"),
        "next": Key(Shape.ID, "The scenario that follows at once"),
        "partner": Key(Shape.ID, "The kind of partner to offer"),
        "forward": Key(Shape.TEXT, "Opens a summary of the answers, to be passed on"),
    },
)

CALIBRATION = Part(
    required={
        "score": Key(Shape.WORDS, "The score that the bands are about: fit or intent"),
        "bands": Key(Shape.PART, "From the lowest score to the highest"),
    },
    optional={
        "target": Key(Shape.STAGE, "What counts as won: payment (unless given) or key_stage"),
        "settles": Key(Shape.SPAN, "By when nine leads of ten have ended: 60d unless given"),
        "rows": Key(Shape.WORDS, "Fingerprint of the score's rows; written by calibrate"),
    },
)

BAND = Part(
    required={
        "from": Key(Shape.WHOLE, "The lowest score of the band"),
        "chance": Key(Shape.NUMBER, "How many of a hundred such leads are won"),
        "deals": Key(Shape.WHOLE, "How many closed deals say so"),
    },
    optional={},
)

PAUSE = Part(
    required={"after": Key(Shape.SPAN, "Since the last answer: 30m, 4h or 1d")},
    optional={
        "nudge": Key(Shape.TEXT, "What the person reads then"),
        "hand_over": Key(Shape.FLAG, "Sales get the half-finished lead"),
    },
)

KNOWN = Part(
    required={},
    optional={
        "price_first": Key(Shape.FLAG, "The first words asked for a price"),
        "renamed": Key(Shape.FLAG, "They came under another company's name lately"),
        "grade": Key(Shape.GRADE, "The grade of their company"),
    },
)

PERSONA = Part(
    required={
        "id": Key(Shape.ID, "Names the example"),
        "answers": Key(Shape.PART, "Answers by slot, as people give them"),
        "expect": Key(Shape.ID, "The outcome they must lead to"),
    },
    optional={
        "fit": Key(Shape.WHOLE, "The points they must get for fit"),
        "intent": Key(Shape.WHOLE, "The points they must get for intent"),
        "gate": Key(Shape.ID, "The gate that must end it"),
        "asks": Key(Shape.IDS, "The steps that must be shown, in their order"),
        "stage": Key(Shape.STAGE, "The stage that the outcome must lead to"),
        "next": Key(Shape.ID, "The scenario that must follow"),
        "doubt": Key(Shape.WHOLE, "What the signals must weigh"),
        "known": Key(Shape.PART, "What is known beside the answers: price_first, renamed, grade"),
    },
)
