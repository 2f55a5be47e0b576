"""Whether somebody's first words ask for a price. Pure; one signal of several, and a fair question.

Talk about the person's own prices and costs («снизить стоимость заявки») is no such question.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogs.replies import Pressed, Reply, Typed
from dialogs.session import Session
from dialogs.spoken import plain

_GREETING = re.compile(
    r"(?:здравствуйте|привет(?:ствую)?|добр(?:ый|ое|ого) (?:день|утро|вечер|дня|утра|вечера)|салют"
    r"|день добрый|доброго времени суток|хай|hi|hello|hey|good (?:morning|day|evening|afternoon)"
    r"|there|всем|вам|коллеги|меня зовут \w+|я \w+)(?: |$)"
)
_ASKS = re.compile(
    r"скольк\w+ (?:\w+ ){0,6}?сто(?:ит|ят|ить|ил[аои]?)\b|стоит сколько|\bпочем\b"
    r"|во сколько (?:\w+ ){0,4}?(?:обойд|обход|вста|вый|выльет)\w*"
    r"|скольк\w+ (?:\w+ ){0,3}?(?:бер[её]те|возьмете|просите|хотите|заплатить|платить|денег"
    r"|с меня|рублей|обойд\w+|выйдет)\b"
    r"|сколько (?:это )?будет(?: сделать| за| у вас|$)"
    r"|за сколько (?:сделаете|возьметесь|можете|продаете)"
    r"|(?:дорого ли|это дорого|дорого у вас|насколько дорого)"
    r"|(?:от|до) какой суммы|о каких (?:суммах|деньгах)|какой (?:у вас )?(?:чек|минимум)"
    r"|минимальн\w+ (?:бюджет|чек|сумм\w+|заказ)"
    r"|how much (?:is|are|does|do you|do i pay|would|will|for|should i pay)\b"
    r"|how expensive|what (?:do|would|will) (?:you|it|this|that|\w+) (?:charge|cost)"
    r"|(?:ballpark|rough|price|a) (?:quote|estimate)\b|what (?:\w+ ){0,6}costs?$"
)
_NAMES = re.compile(
    r"\b(?:цен(?:а|ы|у|е|ник\w*)|стоимост\w+|расценк\w+|расценок|прайс\w*|тариф\w*|скидк\w+"
    r"|price|prices|pricing|cost|costs|rates?|fees?|discounts?)\b"
)
_WANTS = re.compile(
    r"\b(?:как(?:ая|ов[аы]?|ие|ую)|скажите|подскажите|сориентируйте|назовите|озвучьте|уточните"
    r"|узнать|интересу\w+|пришлите|скиньте|вышлите|дайте|киньте|отправьте|можно|есть"
    r"|what|whats|what's|send|tell|give|share|know|see|your)\b"
)
_OWN = re.compile(
    r"(?:стоимост\w+|цен\w+|cost|price) (?:\w+ )?(?:лид\w*|заяв\w+|клиент\w*|привлечени\w+|клик\w*"
    r"|конверси\w+|закупк\w+|per \w+|of acquisition|acquisition)"
    r"|\b(?:сни[зж]\w+|уменьш\w+|сокра\w+|повы[сш]\w+|подня\w+|обнов\w+|выгру\w+|загру\w+|сравн\w+"
    r"|автоматиз\w+|рассыл\w+|показыва\w+|расч[её]т\w*|наш\w*|сво\w+|нам\w*|у нас|свер\w+|reduc\w+"
    r"|lower|cut|updat\w+|our|show\w*|import\w*|sync\w*|compar\w+|calculat\w+) (?:\w+ ){0,4}?"
    r"(?:цен\w*|стоимост\w+|прайс\w*|тариф\w*|скидк\w+|расценк\w+|prices?|pricing|costs?|rates?"
    r"|discounts?)\b"
)
_FEW = 5  # words: a noun alone is a question, a story around it is not


def asks_for_price(text: str) -> bool:
    """Whether the text, Russian or English, asks what it costs."""
    said = plain(text)
    if _ASKS.search(said):
        return True
    if not _NAMES.search(said) or _OWN.search(said):
        return False
    few = len(_without_greeting(said).split()) <= _FEW
    return few or bool(_WANTS.search(said))


def first_words(text: str) -> bool | None:
    """The same of somebody's first words; None for a bare greeting, which says nothing yet."""
    return asks_for_price(text) if _without_greeting(plain(text)) else None


def with_first_words(session: Session, reply: Reply | Pressed) -> Session:
    """The session that knows of the person's first words, whatever they are an answer to."""
    if session.price_first is not None or not isinstance(reply, Typed):
        return session
    return replace(session, price_first=first_words(reply.text))


def _without_greeting(said: str) -> str:
    while match := _GREETING.match(said):
        said = said[match.end() :]
    return said
