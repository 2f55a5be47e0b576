"""The words that company names are made of: legal forms, trades, fillers, English in Cyrillic.

Data for `leads.companies.names` and `.sounds`; no rule lives here.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LIMITED, SHARES, PERSON, STATE = "limited", "shares", "person", "state"

LONG_FORMS = (
    ("общество с ограниченной ответственностью", "ооо"),
    ("общество с дополнительной ответственностью", "одо"),
    ("непубличное акционерное общество", "нао"),
    ("публичное акционерное общество", "пао"),
    ("открытое акционерное общество", "оао"),
    ("закрытое акционерное общество", "зао"),
    ("акционерное общество", "ао"),
    ("индивидуальный предприниматель", "ип"),
    ("крестьянское фермерское хозяйство", "кфх"),
    ("федеральное государственное унитарное предприятие", "фгуп"),
    ("государственное унитарное предприятие", "гуп"),
    ("муниципальное унитарное предприятие", "муп"),
    ("государственное бюджетное учреждение здравоохранения", "гбуз"),
    ("государственное бюджетное учреждение", "гбу"),
    ("автономная некоммерческая организация", "ано"),
    ("некоммерческая организация", "нко"),
)
FORMS = {
    **dict.fromkeys(("ооо", "ooo", "llc", "ltd", "limited"), LIMITED),
    **dict.fromkeys(("ао", "пао", "оао", "зао", "нао"), SHARES),
    **dict.fromkeys(("ao", "pao", "oao", "zao", "jsc", "pjsc", "ojsc", "cjsc"), SHARES),
    **dict.fromkeys(("ип", "ip", "кфх"), PERSON),
    **dict.fromkeys(("фгуп", "гуп", "муп", "фгбу", "гбу", "мбу", "гбуз", "мауз", "фку"), STATE),
    **{form: form for form in ("одо", "тоо", "осоо", "тов", "фоп", "чуп", "чтуп", "ано", "нко")},
    **{form: form for form in ("gmbh", "inc", "corp", "plc", "llp", "sarl")},
}
"""Legal form → its family. A firm that changed its form within a family is still the same one."""

TRADES = (
    ("торговый дом", "тд"),
    ("торгово промышленная компания", "тпк"),
    ("группа компаний", "гк"),
    ("управляющая компания", "ук"),
    ("производственная компания", "пк"),
    ("строительная компания", "ск"),
    ("транспортная компания", "тк"),
    ("юридическая компания", "юк"),
    ("научно производственное объединение", "нпо"),
    ("научно производственное предприятие", "нпп"),
    ("научно производственная фирма", "нпф"),
    ("научно исследовательский институт", "нии"),
    ("производственное объединение", "по"),
    ("частное охранное предприятие", "чоп"),
    ("частная охранная организация", "чоо"),
    ("городская клиническая больница", "гкб"),
    ("товарищество собственников жилья", "тсж"),
    ("сельскохозяйственный производственный кооператив", "спк"),
    ("железобетонных изделий", "жби"),
    ("торговый центр", "тц"),
    ("бизнес центр", "бц"),
    ("агентство недвижимости", "ан"),
)
"""What a firm does, in full and as it is abbreviated. Part of the name: a trade tells firms apart.

The longer of two that begin alike comes first.
"""

SHORT_WORDS = {
    "ф ка": "фабрика",
    "д р": "доктор",
    "д ра": "доктора",
    "з д": "завод",
    "маг н": "магазин",
}

FILLERS = _set(
    "компания компании фирма фирмы организация организации россия россии рф и the and co company "
    "russia"
)
"""Words that tell nothing apart."""

OPENINGS = _set("мы из наша наш нашей я работаю представляю это называемся we are from")
"""Words with which people begin instead of the name."""

BRANCH = _set("филиал филиала представительство подразделение обособленное отделение офис")
"""Words for a part of the company that is no company itself."""

SPOKEN = {
    "alpha": "алфа",
    "berries": "беррис",
    "berry": "берри",
    "black": "блэк",
    "bureau": "бюро",
    "business": "бизнес",
    "capital": "капитал",
    "city": "сити",
    "clean": "клин",
    "center": "центр",
    "centre": "центр",
    "design": "дизайн",
    "digital": "диджитал",
    "energy": "энерджи",
    "finance": "финанс",
    "first": "ферст",
    "gold": "голд",
    "green": "грин",
    "group": "групп",
    "head": "хэд",
    "home": "хоум",
    "house": "хаус",
    "life": "лайф",
    "light": "лайт",
    "line": "лайн",
    "logistics": "логистик",
    "logistic": "логистик",
    "phone": "фон",
    "power": "пауэр",
    "price": "прайс",
    "prime": "прайм",
    "service": "сервис",
    "sky": "скай",
    "smart": "смарт",
    "space": "спейс",
    "style": "стайл",
    "time": "тайм",
    "trade": "трейд",
    "travel": "тревел",
    "tech": "тех",
    "union": "юнион",
    "white": "вайт",
    "wild": "вайлд",
}
"""English words that Russian firms carry in Cyrillic as they sound."""
