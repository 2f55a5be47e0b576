"""Typed text → yes or no, or one of the options a question offers."""

import difflib
import re
import unicodedata
from collections.abc import Mapping

from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import MAX_LENGTH, fold, word_set

_YES = word_set(
    "да ага угу yes y yep yeah yup ok okay sure конечно конешно разумеется естественно ок окей "
    "хорошо согласен согласна давай давайте верно точно правильно подтверждаю + 👍 ✅ ✔ true д дa "
    "aga da безусловно обязательно absolutely definitely agree agreed correct right"
) | frozenset({"so be it", "of course", "само собой", "так точно", "почему бы и нет", "все верно"})
_NO = word_set(
    "нет неа не no n nope nah never - 👎 ❌ ✖ false н нету нит никак отказываюсь net nein "
    "никогда неверно неправильно"
) | frozenset(
    {
        "не согласен",
        "не согласна",
        "не надо",
        "не нужно",
        "не хочу",
        "ни в коем случае",
        "not really",
        "not now",
        "no way",
        "конечно нет",
        "нет конечно",
        "of course not",
        "да нет",
        "точно нет",
        "совсем нет",
        "пока нет",
        "еще нет",
    }
)
_UNSURE_NO = frozenset({"да нет", "пока нет", "еще нет", "not now", "not really"})
# They begin like a no and are none.
_NEITHER = ("не знаю", "не уверен", "не против", "не понял", "no idea", "no problem", "not sure")
_POLITE = word_set(
    "спасибо пожалуйста please thanks thank you ну же это мы у нас я i we do it is that"
)
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "первый первая первое первого первую первым 1st first",
            "второй вторая второе второго вторую вторым 2nd second",
            "третий третья третье третьего третью третьим 3rd third",
            "четвертый четвертая четвертое четвертую 4th fourth",
            "пятый пятая пятое пятую 5th fifth",
            "шестой шестая шестое шестую 6th sixth",
            "седьмой седьмая седьмое седьмую 7th seventh",
            "восьмой восьмая восьмое восьмую 8th eighth",
            "девятый девятая девятое девятую 9th ninth",
            "десятый десятая десятое десятую 10th tenth",
        ),
        start=1,
    )
    for word in words.split()
}
_LAST = frozenset({"последний", "последняя", "последнее", "последнюю", "last"})
_CARDINALS = {
    word: number
    for number, words in enumerate(
        (
            "один one",
            "два two",
            "три three",
            "четыре four",
            "пять five",
            "шесть six",
            "семь seven",
            "восемь eight",
            "девять nine",
            "десять ten",
        ),
        start=1,
    )
    for word in words.split()
}
_AROUND_NUMBER = word_set(
    "вариант ответ номер пункт option answer number item the № # мой my выбираю беру"
)
_NUMBER = re.compile(r"(?:№|#)?\s*(\d{1,3})(?:\s*[.):]|-?(?:й|я|е|ый|ая|ое|ой|го|ю))?")
_SIMILAR = 0.75
_CLEARLY_BETTER = 0.1
_TELLING = 4  # letters: shorter words are mostly prepositions


def read_yes_no(text: str) -> Reading[bool] | Unreadable:
    """True for yes, False for no. Both at once, or an answer with an if, is not read."""
    words = _words_or_reason(text)
    if isinstance(words, Unreadable):
        return words
    joined = " ".join(words)
    if any(joined.startswith(phrase) for phrase in _NEITHER):
        return Unreadable("not_yes_or_no")
    if joined in _NO:
        return Reading(value=False, sure=joined not in _UNSURE_NO)
    if joined in _YES:
        return Reading(value=True, sure=True)
    yes = any(word in _YES for word in words)
    no = any(word in _NO for word in words)
    if yes and no:
        return Unreadable("ambiguous")
    if not yes and not no:
        return Unreadable("not_yes_or_no")
    plain = all(word in _YES or word in _NO or word in _POLITE for word in words)
    if plain:
        return Reading(value=yes, sure=True)
    if (words[0] in _YES or words[0] in _NO) and len(words) <= 12:
        return Reading(value=yes, sure=False)
    return Unreadable("not_yes_or_no")


def match_option(text: str, labels: Mapping[str, str]) -> Reading[str] | Unreadable:
    """The id of the option that was typed; `labels` maps id to label in the order shown.

    Understood: the label, its place ("2", "второй"), a unique beginning or word of it, and the
    label with small mistakes (the last two are not sure). Several fits are "ambiguous".
    """
    words = _words_or_reason(text)
    if isinstance(words, Unreadable):
        return words
    typed = " ".join(words)
    shown = {option: " ".join(_words(label)) for option, label in labels.items()}
    exact = [option for option, label in shown.items() if label == typed and typed]
    if exact:
        return Reading(exact[0], sure=True) if len(exact) == 1 else Unreadable("ambiguous")
    place = _place(text, words, len(labels))
    if place is not None:
        named = [
            option for option, label in shown.items() if typed in label.split() and typed.isdigit()
        ]
        if not 1 <= place <= len(labels):
            return (
                Reading(named[0], sure=False) if len(named) == 1 else Unreadable("no_such_option")
            )
        option = list(labels)[place - 1]
        # "5" may be the fifth option or the one called "до 5".
        return Reading(option, sure=not named or named == [option])
    return _resembling(typed, words, shown)


def _resembling(
    typed: str, words: list[str], shown: Mapping[str, str]
) -> Reading[str] | Unreadable:
    if len(typed) < 2:
        return Unreadable("no_such_option")
    negated = any(word in {"не", "нет", "not", "no", "кроме", "except"} for word in words)
    rules = (
        [option for option, label in shown.items() if label.startswith(typed)],
        [option for option, label in shown.items() if f" {typed} " in f" {label} "],
        [option for option, label in shown.items() if label and f" {label} " in f" {typed} "],
    )
    for found in rules:
        if len(found) == 1:
            return Reading(found[0], sure=len(typed) >= 3 and not negated and found is not rules[2])
        if found:
            return Unreadable("ambiguous")
    shared = [option for option, label in shown.items() if _share_words(words, label.split())]
    if len(shared) == 1:
        return Unreadable("ambiguous") if negated else Reading(shared[0], sure=False)
    scores = sorted(
        ((_similarity(typed, label), option) for option, label in shown.items()), reverse=True
    )
    if not scores or scores[0][0] < _SIMILAR:
        return Unreadable("no_such_option")
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _CLEARLY_BETTER:
        return Unreadable("ambiguous")
    return Reading(scores[0][1], sure=False)


def _share_words(typed: list[str], label: list[str]) -> bool:
    long_words = [word for word in typed if len(word) >= _TELLING]
    return any(word in label for word in long_words) or set(typed) == set(label)


def _similarity(typed: str, label: str) -> float:
    return difflib.SequenceMatcher(None, typed, label[:MAX_LENGTH], autojunk=False).ratio()


def _place(text: str, words: list[str], count: int) -> int | None:
    numbered = _NUMBER.fullmatch(
        unicodedata.normalize("NFKC", text.replace("№", "#")).strip().lower()
    )
    if numbered:
        return int(numbered[1])
    rest = [word for word in words if word not in _AROUND_NUMBER]
    if len(rest) != 1:
        return None
    word = rest[0]
    if word in _LAST:
        return count
    if word.isascii() and word.isdigit() and len(word) <= 3:
        return int(word)
    return _ORDINALS.get(word) or _CARDINALS.get(word)


def _words_or_reason(text: str) -> list[str] | Unreadable:
    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    words = _words(text)
    return words or Unreadable("empty")


def _words(text: str) -> list[str]:
    plain = fold(unicodedata.normalize("NFKC", text)).replace("\ufe0f", "").strip()
    if plain in _YES or plain in _NO:
        return [plain]
    return re.findall(r"[^\W_]+|[+👍👎✅❌✔✖]", plain)
