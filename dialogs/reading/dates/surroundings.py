"""Words that stand around a date: what makes it doubtful, and what says nothing about it.

Tables only. A word that is in none of them makes a reading "not sure".
"""

from dialogs.reading.tokens import word_set

NEGATIONS = word_set("не ни кроме нет not never except dont don't isn't unless никак")
HEDGES = word_set(
    "около примерно приблизительно ориентировочно ориентир гдето районе наверное наверно думаю "
    "кажется вроде может возможно видимо предположительно скорее плюс минус если надеюсь хотя "
    "ли about around approximately approx roughly maybe probably perhaps possibly some sometime "
    "think guess hopefully ish circa somewhere ~ ± ? ≈"
)
VAGUE = word_set("несколько several few скоро потом позже many когда-нибудь сколько-то")
_RUSSIAN = (
    "мы нам нас у я мне меня наш наша они там он она что чтобы надо нужно необходимо хотим хочу "
    "хотелось планируем планирую планируется собираемся рассчитываем готовы можем могу можно "
    "будем будет буду давайте удобно удобнее нужен нужна нужны старт стартуем стартовать запуск "
    "запускаем запустить запуститься запускать запускаться начать начнем начинаем закончить "
    "закрыть решить решим выбрать договор договора контракт контракта соглашение соглашения "
    "действует заканчивается кончается истекает истечет закончится завершается срок сроки срока "
    "дедлайн проект проекта оплата оплатим бюджет бюджета бюджетный период уложиться успеть "
    "получить поставка поставку поставки внедрение внедрить дата дату встреча встречу встретиться "
    "встретимся созвон созвониться позвоните звоните ответим включительно пожалуйста спасибо да "
    "привет здравствуйте ну вот утра утром вечера вечером обеда днем время планах план желательно "
    "лучше крайнее работы работа переезд переезжаем открытие открываемся покупка купить сразу уже "
    "это еще только как раз тогда бюджетного сезон сдача сдать закупка закупку бы"
)
_ENGLISH = (
    "we i us our it it's its is are will would like want need needs be been plan planning planned "
    "launch go live going begin deadline expires expire expiring ends ending runs contract "
    "agreement decision decide budget period date let's lets meet call me please thanks yes ready "
    "ideally preferably project have has get done delivery as soon possible latest morning evening "
    "afternoon inclusive i'd we'd we'll signed renewal renews up time my for there hi hello ok "
    "okay can could should do work works best this'll that that's we're "
    "fiscal renew noon pls plz kindly"
)
NEUTRAL = word_set(_RUSSIAN) | word_set(_ENGLISH)
