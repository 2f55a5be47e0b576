"""Phrases of several words that stand for one word of dates, and days that have a name.

Tables only. The left side is matched on lower-case text with е for ё, on word boundaries.
"""

import re

HALF_MORE = "halfmore"

_PHRASES = (
    ("не позднее(?: чем)?|не позже(?: чем)?|не долее|no later than|not later than", "до"),
    ("самое позднее|крайний срок|at the latest|up to", "до"),
    ("не раньше(?: чем)?|не ранее(?: чем)?|no earlier than|not before|not earlier than", "начиная"),
    ("starting from|beginning from|as of|начиная с(?:о)?", "начиная"),
    (
        "в течени[еи]|на протяжении|в пределах|в рамках|in the course of|over the course of",
        "within",
    ),
    ("the day after tomorrow|day after tomorrow", "послезавтра"),
    ("the day before yesterday", "позавчера"),
    ("from now|from today|from this day|от сегодня|с сегодняшнего дня|от сего дня", "later"),
    ("с половин(?:ой|кой)|and a half|and half", HALF_MORE),
    ("как можно (?:скорее|быстрее|раньше)|чем (?:раньше|скорее|быстрее),? тем лучше", "asap"),
    ("as soon as possible|the sooner,? the better|а\\.?с\\.?а\\.?п|асап", "asap"),
    ("прямо сейчас|right now|right away|straight away|хоть сейчас|уже сейчас", "сейчас"),
    ("if (?:at all )?possible|по возможности|если можно|если получится", "ideally"),
    (r"п/г|(?<=[12] )пол(?=\.? (?:19|20|21)\d\d)", "полугодие"),
    (r"на неделе(?=[\s.!]*$)", "maybe this week"),
    ("in the new year", "maybe early next year"),
    ("eod", "today"),
    ("eow", "end this week"),
    ("eom", "end this month"),
    ("eoq", "end this quarter"),
    ("eoy|year-?end|year end", "end this year"),
    ("month-?end|month end", "end this month"),
    ("quarter-?end|quarter end", "end this quarter"),
    (
        "новогодн(?:ие|их) (?:праздник\\w+|каникул\\w*)|январские (?:праздники|каникулы)",
        "нгканикулы",
    ),
    ("нов(?:ый год|ого года|ому году|ым годом)|new year(?:'?s)?(?: day)?|нг", "новыйгод"),
    ("майск(?:ие|их|им|ими)(?: праздник\\w*)?|may holidays", "майскиедни"),
    ("рождеств(?:о|а|у|ом)", "рождество"),
    ("кв-?л", "квартал"),
    ("quarter (?:one|1)", "q1"),
    ("quarter (?:two|2)", "q2"),
    ("quarter (?:three|3)", "q3"),
    ("quarter (?:four|4)", "q4"),
    ("o'?clock", "oclock"),
)
# These stand before something that stays.
_BEGINNINGS = (
    (r"в ближайш\w+ (?=\d|два|две|три|четыре|пять|шесть|пару|полгода|полтора)", "within "),
    (r"в ближайш(?:ий|ую|ее) (?=месяц\b|неделю\b|год\b|полугодие\b|квартал\b)", "within "),
    (r"(?:over|in|within|during) the (?:next|coming) (?=\d|two|three|four|five|six)", "within "),
    (
        r"(?:the )?(?:next|coming|следующие|следующих) (?=\d|two|three|four|five|six|дв|тр|пар)",
        "within ",
    ),
    (r"within the (?=(?:week|month|quarter|year)\b)", "maybe до end this "),
    ("mid-(?=\\w)", "mid "),
    ("пол-(?=года|месяца|недели)", "пол"),
)
IDIOMS = tuple(
    [(re.compile(rf"(?<!\w)(?:{phrase})(?!\w)"), word) for phrase, word in _PHRASES]
    + [(re.compile(rf"(?<!\w)(?:{phrase})"), word) for phrase, word in _BEGINNINGS]
)

# Named days: month, first and last day.
HOLIDAYS = {
    "новыйгод": (1, 1, 1),
    "нгканикулы": (1, 1, 8),
    "рождество": (1, 7, 7),
    "christmas": (12, 25, 25),
    "xmas": (12, 25, 25),
    "майскиедни": (5, 1, 10),
}
