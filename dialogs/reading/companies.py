"""Typed text → a company: its name with the legal form put in order, its INN, or both.

The INN is proved by its control digits (order of the Federal Tax Service ED-7-14/559@); whether
such a company exists is not known here.
"""

import re
from dataclasses import dataclass, replace

from dialogs.reading.contacts import read_phone
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import MAX_LENGTH, fold, word_set

_FORMS = {
    "ооо": "ООО",
    "общество с ограниченной ответственностью": "ООО",
    "ао": "АО",
    "акционерное общество": "АО",
    "пао": "ПАО",
    "публичное акционерное общество": "ПАО",
    "оао": "ОАО",
    "открытое акционерное общество": "ОАО",
    "зао": "ЗАО",
    "закрытое акционерное общество": "ЗАО",
    "нао": "НАО",
    "ип": "ИП",
    "индивидуальный предприниматель": "ИП",
    "кфх": "КФХ",
    "гуп": "ГУП",
    "муп": "МУП",
    "фгуп": "ФГУП",
    "фгбу": "ФГБУ",
    "гбу": "ГБУ",
    "мбу": "МБУ",
    "ано": "АНО",
    "нко": "НКО",
    "тоо": "ТОО",
    "одо": "ОДО",
    "чуп": "ЧУП",
    "чтуп": "ЧТУП",
    "осоо": "ОсОО",
    "тов": "ТОВ",
    "фоп": "ФОП",
}
_FOREIGN = {
    "llc": "LLC",
    "ltd": "Ltd",
    "limited": "Ltd",
    "inc": "Inc.",
    "corp": "Corp.",
    "plc": "PLC",
    "llp": "LLP",
    "gmbh": "GmbH",
    "ag": "AG",
    "sarl": "SARL",
    "srl": "SRL",
    "bv": "BV",
    "oy": "Oy",
    "ab": "AB",
    "jsc": "JSC",
    "pte ltd": "Pte Ltd",
    "sp z o o": "sp. z o.o.",
}
_PERSONAL = frozenset({"ИП", "КФХ", "ФОП"})
_NO_COMPANY = word_set(
    "да ок ok okay привет здравствуйте hello hi секрет стартап наша ваша моя своя "
    "нет не никакая никакой без пока физлицо физик частник самозанятый самозанятая сам сама я "
    "none no n/a na nothing private individual freelancer myself - — . ? тест test asdf qwerty"
) | frozenset(
    {
        "не знаю",
        "не скажу",
        "физическое лицо",
        "частное лицо",
        "нет компании",
        "пока нет",
        "без компании",
        "i don't know",
        "no company",
        "not yet",
    }
)
_ON_ONE_S_OWN = re.compile(
    r"фриланс|самозанят|на себя\b|физ\.? ?лиц|частн\w+ лиц|freelanc|self-?employed"
)
_DOTTED_FORM = re.compile(r"(?i)(?<!\w)(?:о\.\s?о\.\s?о|и\.\s?п|з\.а\.о)(?:\.|(?!\w))")
_OPENING = re.compile(
    r"(?i)^(?:(?:мы|наша компания|наша фирма|компания|фирма|организация|название|называемся|"
    r"называется|представляю|работаю в|это|we are|we're|(?:our|the) company is|company|it's)\b"
    r"[\s:,—–-]*)+"
)
_DIGITS = re.compile(r"(?<![\d+])\d[\d \u00a0]{8,18}\d(?!\d)")
_TAX_WORD = re.compile(r"(?i)\b(?:инн|inn|tin)\b[\s:№#-]*")
_OTHER_NUMBER = re.compile(r"(?i)\b(?:кпп|огрн(?:ип)?|бин|иин|унп|vat|reg)\b")
_BRANCH = re.compile(r"(?i)[\s,;/|]*(?:кпп[\s:]*)?\b\d{9}\b")
_QUOTES = re.compile(r"[«»\"“”„‟''`]+")
_INITIALS = re.compile(r"(?i)\b[^\W\d_]\.\s?(?:[^\W\d_]\.)?$|\b(?:inc|corp|co|ltd)\.$")
_DIGIT = re.compile(r"\d")
_PASSES = 9
_MOST_LETTERS = 120
_MOST_WORDS = 9
_TEN = ((2, 4, 10, 3, 5, 9, 4, 6, 8),)
_TWELVE = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


@dataclass(frozen=True, slots=True)
class Company:
    """A company as it was named. Either part may be empty, never both.

    `name` has its legal form first: ООО «Ромашка», ИП Иванов; `inn` is 10 digits of an
    organisation or 12 of a person.
    """

    name: str = ""
    inn: str = ""

    def __str__(self) -> str:
        parts = [self.name, f"ИНН {self.inn}" if self.name and self.inn else self.inn]
        return ", ".join(part for part in parts if part)


def read_company(text: str) -> Reading[Company] | Unreadable:
    """A company by name, INN or both.

    Digits in the place of an INN that fail its control are Unreadable("wrong_inn"). A name as
    long as a sentence, or with a question mark, is not sure. A name that is sure is read as itself.
    """
    found = _read(text)
    for _ in range(_PASSES):
        if isinstance(found, Unreadable) or not found.sure or found.value.inn:
            return found
        # What quotes or signs at its edges hid may be in no order yet, or be no name: «-!Ромашка».
        if (again := _read(found.value.name)) == found:
            return found
        found = again
    return found if isinstance(found, Unreadable) else replace(found, sure=False)


def _read(text: str) -> Reading[Company] | Unreadable:
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    typed = re.sub(r"\s+", " ", text).strip(" \t\n,;:!")
    typed = typed if _INITIALS.search(typed) else typed.rstrip(" .")
    if not typed:
        return Unreadable("empty")
    inn, rest = _inn(typed)
    if inn is None:
        return Unreadable("wrong_inn")
    name = _name(rest)
    if isinstance(name, Unreadable):
        return Reading(Company(inn=inn), sure=True) if inn else name
    if not _is_name(name):
        return Reading(Company(name if _is_form(name) else typed, inn), sure=False)
    return Reading(Company(name, inn), sure=bool(inn) or not _OTHER_NUMBER.search(text))


def is_inn(digits: str) -> bool:
    """Whether 10 or 12 digits pass the control of an INN."""
    weights = {10: _TEN, 12: _TWELVE}.get(len(digits))
    if weights is None or not (digits.isascii() and digits.isdigit()) or not int(digits):
        return False
    return all(_control(digits, row) == int(digits[len(row)]) for row in weights)


def _control(digits: str, weights: tuple[int, ...]) -> int:
    return (
        sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 % 10
    )


def _inn(typed: str) -> tuple[str | None, str]:
    """The INN of a text ("" for none, None for a wrong one), and the text without it."""
    labelled = _TAX_WORD.search(typed)
    for match in _DIGITS.finditer(typed):
        digits = re.sub(r"\D", "", match.group())
        before, after = typed[: match.start()], typed[match.end() :]
        rest = f"{before} {_BRANCH.sub(' ', after)}"
        if is_inn(digits):
            return digits, _TAX_WORD.sub(" ", rest)
        alone = not re.search(r"[^\W\d_]", _TAX_WORD.sub(" ", rest))
        if (labelled and not _OTHER_NUMBER.search(before)) or alone:
            return None, typed
    digits = re.sub(r"\D", "", typed)
    only_digits = not re.search(r"[^\d\s]", _TAX_WORD.sub("", typed))
    return (None if digits and (labelled or only_digits) and len(digits) > 4 else ""), typed


def _name(typed: str) -> str | Unreadable:
    bare = _OPENING.sub("", typed).strip(" ,;:—–-")
    folded = _QUOTES.sub("", fold(bare)).strip(" .")
    nothing = folded in _NO_COMPANY or _ON_ONE_S_OWN.search(folded)
    if "@" in bare or nothing or not re.search(r"[^\W_]", folded):
        return Unreadable("not_a_company")
    if not isinstance(read_phone(bare), Unreadable):
        return Unreadable("looks_like_phone")
    return _with_form(bare)


def _with_form(name: str) -> str:
    """The legal form first and in its own letters, the rest in quotes: ООО «Ромашка»."""
    words = _QUOTES.sub(" ", _DOTTED_FORM.sub(lambda match: match[0].replace(".", "") + " ", name))
    for said in sorted(_FORMS, key=len, reverse=True):
        match = re.search(rf"(?i)(?<!\w){said}(?!\w)", words)
        if match is None or (match.start() and match.end() < len(words.rstrip(" )"))):
            continue
        rest = " ".join(f"{words[: match.start()]} {words[match.end() :]}".split())
        rest = (
            rest.replace("( )", " ")
            .replace("()", " ")
            .lstrip(" ,.-(")
            .rstrip(" ,-" if _INITIALS.search(rest) else " ,.-()")
        )
        if not rest:
            return _FORMS[said]
        form = _FORMS[said]
        return f"{form} {_titled(rest)}" if form in _PERSONAL else f"{form} «{_capital(rest)}»"
    return _with_foreign_form(name)


def _with_foreign_form(name: str) -> str:
    bare = re.sub(r"[.,]", " ", name)
    for said in sorted(_FOREIGN, key=len, reverse=True):
        match = re.search(rf"(?i)\s{said}\s*$", bare)
        if match:
            kept = _QUOTES.sub("", name[: match.start()]).strip(" ,.")
            return f"{_capital(kept)} {_FOREIGN[said]}" if kept else _FOREIGN[said]
    return _QUOTES.sub("", name).strip() if name.strip("«»\"“”„'` ") == name[1:-1] else name


def _capital(words: str) -> str:
    """A name typed without any capital letter begins with one."""
    return words if words != words.lower() else words[:1].upper() + words[1:]


def _titled(words: str) -> str:
    return (
        words if words != words.lower() else " ".join(part.capitalize() for part in words.split())
    )


def _is_name(name: str) -> bool:
    words = name.split()
    sentence = len(words) > _MOST_WORDS or len(name) > _MOST_LETTERS
    sentence = sentence or "," in name or bool(re.search(r"\s[-–—]\s", name))
    sentence = sentence or any(word in _FORMS.values() for word in words[1:])
    # «Делаем двери» or "we make doors": a name of several words has a capital or a digit.
    sentence = sentence or (len(words) > 1 and name == name.lower() and not _DIGIT.search(name))
    return not (sentence or _is_form(name) or "?" in name or len(name) < 2 or name.isdigit())


def _is_form(name: str) -> bool:
    return name in _FORMS.values() or name in _FOREIGN.values()
