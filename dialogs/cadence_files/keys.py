"""Which keys a file of a cadence has, and that of the rules; in a line what each is for."""

from __future__ import annotations

from dialogs.schema.keys import Key, Part, Shape

FILE = Part(
    required={},
    optional={
        "cadence": Key(Shape.PART, "What this cadence is"),
        "steps": Key(Shape.PART, "The messages, one after another"),
        "answers": Key(Shape.PART, "The buttons under every message"),
        "cases": Key(Shape.PART, "What you did for your clients; a file of its own"),
        "rules": Key(Shape.PART, "What holds for all cadences; a file of its own"),
    },
)

HEAD = Part(
    required={"id": Key(Shape.ID, "The cadence's name for machines; never changes")},
    optional={
        "title": Key(Shape.TEXT, "What managers see it called"),
        "begins": Key(Shape.IDS, "What begins it: one moment or several"),
        "purpose": Key(Shape.PURPOSE, "What the messages are for, and so what consent they need"),
        "at": Key(Shape.WORDS, 'When a message leaves by the person\'s clock: "11:00"'),
        "until": Key(Shape.WORDS, "After this time of day it waits for the next working day"),
        "cycle": Key(Shape.SPAN, "The deal cycle that the offsets are meant for: 30d"),
        "stops": Key(Shape.IDS, "What ends it: moved, wrote, answered; all, if left out"),
        "invitation": Key(Shape.TEXT, "Asks whoever has not agreed yet"),
        "off": Key(Shape.FLAG, "Do without this cadence"),
    },
)

STEP = Part(
    required={
        "id": Key(Shape.ID, "Names the step in reports"),
        "after": Key(Shape.SPAN, "How long after the beginning: 2d or 4w"),
    },
    optional={
        "case": Key(Shape.FLAG, "true: a case for the product is told instead, where there is one"),
        "text": Key(Shape.TEXT, "What the person reads"),
        "variants": Key(Shape.PART, "Several wordings, to compare them or to answer objections"),
    },
)

VARIANT = Part(
    required={
        "id": Key(Shape.ID, "Names the wording in reports"),
        "text": Key(Shape.TEXT, "What the person reads"),
    },
    optional={"about": Key(Shape.ID, "The objection that this wording answers")},
)

CASE = Part(
    required={
        "id": Key(Shape.ID, "Names the case in reports"),
        "text": Key(Shape.TEXT, "What the person reads"),
    },
    optional={"products": Key(Shape.IDS, "The products it is about; any, if left out")},
)

ANSWER = Part(
    required={
        "id": Key(Shape.ID, "Names the answer in reports"),
        "label": Key(Shape.TEXT, "What the button says"),
        "then": Key(Shape.ID, "What a tap leads to"),
    },
    optional={"counts": Key(Shape.FLAG, "false: the cadence goes on after it")},
)

RULES = Part(
    required={},
    optional={
        "caps": Key(Shape.PART, "At most so many messages to one person within a time"),
        "cycle": Key(Shape.SPAN, "How long a deal takes as a rule: 30d"),
        "cycles": Key(Shape.PART, "The same for products that differ, by id"),
        "grades": Key(Shape.PART, "By what offsets stretch for companies of that grade"),
    },
)

CAP = Part(
    required={
        "most": Key(Shape.WHOLE, "So many"),
        "within": Key(Shape.SPAN, "Within this time: 24h, 7d, 4w"),
    },
    optional={"purpose": Key(Shape.PURPOSE, "Of that purpose; of all together, if left out")},
)

GRADES = Part(
    required={},
    optional={grade: Key(Shape.NUMBER, f"For companies of grade {grade}") for grade in "ABC"},
)
