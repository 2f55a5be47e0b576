"""Sample values for every value a template may name: ordinary ones, and the worst there can be."""

from datetime import UTC, date, datetime, timedelta

from leads.order import Task

MOMENT = datetime(2026, 11, 24, 19, 28, tzinfo=UTC)


def _rows(count: int, why: str) -> list[dict[str, object]]:
    return [{"points": 10 * (n + 1), "why": why} for n in range(count)]


def _pairs(count: int, label: str, value: str) -> list[dict[str, object]]:
    return [{"label": label, "value": value} for _ in range(count)]


def _fired(why: str, inputs: str) -> dict[str, object]:
    return {"points": 20, "why": why, "inputs": inputs}


def _close(label: str, why: str) -> dict[str, object]:
    return {"label": label, "unknown": True, "why": why, "gain": 20}


def _tried(words: str, *, bare: bool = False) -> dict[str, object]:
    aim = {"of": "A и B", "among": "", "to": "20", "was": "12"}
    return {
        "number": 3,
        "title": words,
        "touched": [] if bare else [words, words, words],
        "started": date(2026, 10, 1),
        "ended": None if bare else date(2026, 11, 1),
        "author": words,
        "noted_at": MOMENT,
        "expects": "" if bare else words,
        "aim": None if bare else aim,
        "judged_next": date(2027, 1, 1) if bare else None,
    }


def _stretch(months: int, conclusion: str) -> dict[str, object]:
    measures = ["заявки", "квалиф.", "A и B", "КЭВ", "продажи", "деньги"]
    expected = {"of": "КЭВ", "among": "квалиф.", "to": "40 %", "was": "", "fact": "35 %"}
    return {
        "months": months,
        "days": "1 октября – 31 декабря 2026",
        "days_before": "1 июля – 30 сентября 2026",
        "grid": "\n".join(["квалиф.    1 000    1 200   +200"] * 7),
        "expected": expected | {"cases": 10**6, "conclusion": conclusion},
        "more": measures[:2],
        "less": measures[2:4],
        "unclear": measures[4:],
        "few": measures,
    }


def _mailing(words: str, state: str = "running") -> dict[str, object]:
    return {
        "number": 3,
        "state": state,
        "asked": [{"label": "Этап", "value": words}] * (8 if words else 0),
        "product": words,
        "preview": words,
        "asks": bool(words),
        "expected": {"meetings": "10–15", "sales": "4", "of": 50} if words else None,
        "tested": bool(words),
        "approver": words,
        "begins_at": MOMENT if words else None,
        "ahead": False,
    }


def _reach(words: str) -> dict[str, object]:
    counts = dict.fromkeys(("people", "reachable", "no_consent", "blocked", "companies"), 57)
    link = {"name": words, "url": "https://t.me/prequal_bot?start=expo-2027"}
    return {
        **counts,
        "people": 90,
        "names": [words] * 50,
        "base": 1200,
        "lacks": {"grade": 12, "city": 5},
        "links": [link] * 3,
    }


def _sent(words: str) -> dict[str, object]:
    sending = ("over", "planned", "waiting", "under_way", "delivered", "unknown", "blocked")
    counts = ("refused", "failed", "called_off", "deleted", "answered", "meetings", "sales")
    judged = [
        {"key": key, "count": 12, "expected": "10–15", "judged": "met"}
        for key in ("meetings", "sales")
    ]
    earlier = {"mailings": 3, "delivered": 45, "answered": 8, "meetings": 4, "sales": 1}
    return {
        **dict.fromkeys((*sending, *counts, "unsubscribed"), 12),
        "share": "24.0",
        "early": False,
        "named": dict.fromkeys(("answered", "meetings", "sales", "unsubscribed"), [words] * 50),
        "judged": judged,
        "earlier": earlier,
    }


def _mailed(words: str) -> dict[str, object]:
    return {"number": 3, "state": "done", "begins_at": MOMENT, "offer": words}


def _voice(words: str) -> dict[str, object]:
    return {"lead": 7, "scale": "nps", "grade": 4, "name": words, "reason": words}


def _about(name: str) -> dict[str, object]:
    filters = {"product": name, "channel": name, "manager": name, "temperature": "cold"}
    return {"period": "1–31 марта 2026", "currency": "RUB", **filters}


def _tables(name: str, count: int) -> list[dict[str, object]]:
    """Tables of a report: one in columns, one in lines."""
    plain: dict[str, object] = {"title": name, "head": "", "grid": [], "total": "", "lines": []}
    plain["notes"] = [name]
    plain["wide"] = False
    grid = {"head": "      кл. +1", "grid": ["03.26 120 15"] * count, "total": "все 120 15"}
    lines = [{"name": name, "text": "заявки 120 · сумма 1 250 000 ₽"}] * count
    return [plain | grid | {"latest": True}, plain | {"lines": lines, "latest": False}]


def _found(title: str) -> list[dict[str, object]]:
    lead = {"id": 7, "title": title, "product": title, "stage": "qualified", "open": True}
    return [lead, lead | {"product": "", "open": False}] * 5


def _found_people(name: str) -> list[dict[str, object]]:
    person = {"name": name, "company": name, "ours": True}
    return [person, person | {"name": "", "ours": False}] * 10


def _metrics(name: str, count: int) -> list[dict[str, object]]:
    return [{"id": "ltv", "name": name, "how": name} for _ in range(count)]


def _split(title: str) -> dict[str, object]:
    def measure(key: str, conclusion: str) -> dict[str, object]:
        shares = {"first": "70,1 %", "second": "74,6 %", "low": "1,2", "high": "7,8"}
        return {"key": key, "conclusion": conclusion, **shares}

    return {
        "title": title,
        "first": 6,
        "second": 7,
        "share": 30,
        "since": MOMENT,
        "started_first": 1512,
        "started_second": 648,
        "measures": [measure("finished", "too_few"), measure("qualified", "better")],
    }


def _wording(step: str, variant: str) -> dict[str, object]:
    told = {"step": step, "variant": variant, "said": 40, "answered": 12}
    return told | {"low": "18", "high": "45 %"}


def _standing(**other: object) -> dict[str, object]:
    told: dict[str, object] = {
        "grade": "A",
        "amount": 1_200_000,
        "currency": "RUB",
        "months": 12,
        "basis": "orders",
        "orders": 8,
        "cheque": 150_000,
        "a_year": "8",
        "yearly": 0,
        "told_by": 0,
        "own": False,
        "border": "A",
        "border_from": 900_000,
        "clients": 143,
        "assumed": False,
        "chance": 34,
        "alike": 57,
        "calibrated": False,
        "worth": 530_400,
        "factor": "1,3",
        "lifted": "company",
    }
    return told | other


def _worthy(share: str) -> dict[str, object]:
    shares = {"share": share, "low": "16", "high": "38 %", "whole": 62}
    return {
        "days": 30,
        "days_before": 90,
        "now": shares,
        "then": shares | {"share": "55 %", "whole": 140},
        "came": 80,
        "usual": 55,
    }


def _products(name: str, count: int) -> list[dict[str, object]]:
    here = {"id": "portal", "name": name, "state": "gone", "condition": "season"}
    return [{**here, "returns": date(2027, 3, 1), "marked": True, "waiting": 3}] * count


def _undelivered(detail: str) -> dict[str, object]:
    told = {"trouble": "rejected", "detail": detail, "at": MOMENT, "attempts": 3, "parked": True}
    return {"id": 12, "topic": "crm", "kind": "crm_lead", "unknown": False, **told}


def _client(name: str) -> dict[str, object]:
    figures = {"competitors": 12, "areas": 2}
    return {"key": "romashka", "name": name, "ends": MOMENT, "over": True, **figures}


def _area(words: str) -> dict[str, object]:
    named = {"segment": [words], "regions": [words], "products": [words]}
    return {**named, "ends": MOMENT, "over": False}


def _meetings(name: str) -> list[dict[str, object]]:
    counts = dict.fromkeys(("ahead", "held", "missed", "cancelled", "moved", "briefed"), 12)
    return [{"name": name, **counts, "came": "80 %", "whole": 24}] * 20


def _coming(owner: str) -> dict[str, object]:
    return {"lead_id": 7, "owner": owner, "at": MOMENT, "confirmed": True, "asked": False}


def _conflict(manager: str, choice: str) -> dict[str, object]:
    return {"choice": choice, "manager": manager, "client": manager, "taken": True}


def _purchase(words: str) -> dict[str, object]:
    day = date(2027, 1, 18)
    told = {"why": "rhythm", "day": day, "days": 60, "orders": 3}
    return {**told, "offer": words, "offer_why": words}


ORDINARY: dict[str, object] = {
    "voices": [_voice("Анна")] * 12,
    "loops": [{"number": 3, "lead": 7}] * 2,
    "notes": ["Никому не предлагали: Бета Ритейл."],
    "unoffered": ["Бета Ритейл"] * 12,
    "gone": ["Альфа"],
    "conclusion": "uneven",
    "ended": 120,
    "won": 40,
    "promised": 60,
    "off": ["25–49", "50+"],
    "still_open": 12,
    "young": 7,
    "shifted": True,
    "brier": "0.19",
    "brier_expected": "0.18",
    "stability": "0.31",
    "steps": [{"at": MOMENT, "channel": "Сайт", "campaign": "header", "noted": True}] * 20,
    "earlier": 3,
    "first_source": "Сайт",
    "last_source": "Звонок",
    "amiss": "channel",
    "caller": "Ольга",
    "word": "радио",
    "channels": ["Сайт", "Мероприятие"],
    "product_ids": ["crm", "seo"],
    "partner_ids": ["retail"],
    "temperature": "cold",
    "brought": {"visits": 12, "enquiries": 5, "qualified": 2, "sales": 1},
    "full": True,
    "carried": 17,
    "capacity": 15,
    "overdue": 4,
    "longest": timedelta(hours=1, minutes=20),
    "offers": [{"name": "Игорь", "at": MOMENT}, {"name": "", "at": MOMENT}],
    "scale": "nps",
    "grade": 4,
    "group": "promoter",
    "review": "https://alfa.example/review",
    "friends": "https://t.me/alfa_bot?start=friend",
    "years": 2,
    "birthday": "29 февраля",
    "unread": False,
    "done": False,
    "reminders": True,
    "greets": True,
    "purchase": _purchase("SEO"),
    "roles": [{"name": "SEO", "role": "entry", "days": 180, "season": "03-01..05-31"}] * 3,
    "next": [{"bought": "SEO", "next": "Автоматизация", "segments": "A, B", "why": "растёт"}] * 3,
    "mailing": _mailing("Думает, Ждёт"),
    "mailings": [_mailed("Здравствуйте! У портала новая цена.")],
    "reach": _reach("Ромашка"),
    "sent": _sent("Ромашка"),
    "author": "Мария",
    "decider": "Игорь",
    "decided": "approve",
    "proposed": MOMENT,
    "zoned": "по вашим часам",
    "meets": "в среду, 25 ноября, 11:00",
    "near": "завтра",
    "meets_at": MOMENT,
    "met_before": MOMENT,
    "made_by": "person",
    "brief_answered": 7,
    "brief_asked": 10,
    "moved": True,
    "theirs": "17:00",
    "owners": _meetings("Пётр"),
    "kinds": _meetings("Автоматизация"),
    "coming": [_coming("Пётр")] * 3,
    "handed": {
        "owner": "Вера",
        "former": "Игорь",
        "giver": "Мария",
        "reason": "уезжает в отпуск",
        "crm": "",
    },
    "to": 2001,
    "open": 3,
    "colleague": "Вера",
    "colleagues_named": ["Вера", "Олег"],
    "back": date(2026, 12, 8),
    "meeting": {"state": "confirmed", "at": MOMENT, "holder": "Пётр"},
    "standing": _standing(),
    "told": "бюджет 100 000 ₽ в месяц",
    "objection": "price",
    "cadences": [
        {
            "title": "Думает над предложением",
            "steps": [_wording("questions", "a"), _wording("compare", "checklist")],
            "answers": [{"label": "Готовы обсудить", "count": 4}],
        }
    ],
    "sides": [
        {
            "stage": "thinking",
            "person": [{"reason": "price", "count": 5}],
            "seller": [{"reason": "no_budget", "count": 4}],
            "agreed": 2,
            "both": 6,
        }
    ],
    "thinker": {
        "what": "until",
        "label": {"ru": "Есть вопрос", "en": "I have a question"},
        "doubt": "price",
        "until": date(2027, 3, 1),
    },
    "worthy": _worthy("26 %"),
    "tried": _tried("Лендинг для стройки"),
    "stretches": [_stretch(3, "short"), _stretch(6, "met")],
    "due": 3,
    "fewest": 30,
    "account": "Пётр",
    "answer_by": MOMENT,
    "areas": [_area("market: b2b")] * 2,
    "asked_by": "",
    "awaited": True,
    "by": MOMENT,
    "choice": "",
    "clients": [_client("ООО «Ромашка»")] * 3,
    "competitor": "ООО «Лютик»",
    "conflict": _conflict("Ольга", "refuse"),
    "decided_at": MOMENT,
    "ends": MOMENT,
    "exclusive": "ООО «Ромашка»",
    "firms": [{"name": "ООО «Лютик»", "inn": "7707083893", "domain": "lutik.example"}] * 3,
    "ground": "inn",
    "late": False,
    "code": "unread",
    "form": False,
    "has_chat": True,
    "longer": False,
    "manager": "Ольга",
    "more": 2,
    "others": ["АО «Василёк»"],
    "over": False,
    "taken": True,
    "account_id": 2001,
    "offered": {
        "id": 2001,
        "name": "Игорь",
        "why": "freest",
        "about": {"open": 3, "capacity": 10, "instead_of": "Вера", "rule": "B2B"},
        "passed_by": "Олег",
    },
    "supply": "unsure",
    "condition": "season",
    "returns": date(2027, 3, 1),
    "count": 3,
    "on": False,
    "products": _products("B2B-портал", 4),
    "expected": True,
    "read_at": MOMENT,
    "stale": True,
    "failing_since": MOMENT,
    "known": True,
    "holder": "Игорь",
    "until": MOMENT,
    "seats": [{"name": "Игорь", "open": 3, "capacity": 10, "away": True, "back": None}] * 3,
    "first": date(2026, 12, 30),
    "last": date(2027, 1, 8),
    "still": True,
    "amount": 350_000,
    "answers": _pairs(6, "Трафик", "5 000 визитов в месяц"),
    "asked": "99",
    "at": MOMENT,
    "brief": _pairs(8, "Цель", "Дилеры должны заказывать сами, сейчас заявки вбиваем руками"),
    "bought": True,
    "brief_done": True,
    "asked_price": True,
    "best_time": "Утром, до 12:00",
    "by_phone": True,
    "lead_at": MOMENT,
    "lead_answered": 2,
    "lead_needed": 2,
    "named": True,
    "judged_at": MOMENT,
    "days": 90,
    "fit_needed": 50,
    "intent_needed": 40,
    "gate": "G2",
    "fired": [_fired("Трафик от 10 000 визитов в месяц", "Трафик: 12 000")] * 5,
    "short": [{"score": "fit", "points": 10}],
    "noticed": [_fired("Первым делом спросил о цене", "Бюджет: не знаю")] * 2,
    "doubt": 20,
    "hung_on": "C",
    "costs": "SEO: от 60 000 до 150 000 ₽ в месяц.",
    "advice": "Соберите запросы, по которым вас ищут.",
    "links": [{"title": "Как проходит проект", "url": "https://alfa.example/how"}],
    "close": [_close("Бюджет в месяц", "Бюджет от 60 000 ₽ в месяц")] * 3,
    "overrides": [{"who": "Пётр", "stage": "qualified", "at": MOMENT, "reason": "talked"}],
    "disputed": True,
    "decided_by": "Пётр",
    "decided_why": "talked",
    "scenario": "agency-quiz",
    "version": 2,
    "digest": "1a2b3c4d",
    "stages": ["qualified", "not_yet", "disqualified"],
    "called": True,
    "dropped": False,
    "waiting_rows": 2,
    "parked_rows": 1,
    "undelivered": [_undelivered("422: no such option")] * 3,
    "cause": "brief_completed",
    "missing": ["Бюджет", "Срок запуска"],
    "trouble": "rejected",
    "said": "C9:WON",
    "channel": "реклама",
    "client": True,
    "colleagues": 2,
    "company": "Альфа Диджитал",
    "company_id": 9,
    "consents": [{"what": "Напоминания", "at": MOMENT}] * 3,
    "contact": "privacy@alfa.example",
    "contact_name": "Анна",
    "contacts": 1095,
    "conversations": 365,
    "currency": "RUB",
    "day": date(2026, 11, 24),
    "detail": "gmail.com",
    "discount": 10_000,
    "email": "anna@romashka.example",
    "fit": 90,
    "goes_on": True,
    "silent": True,
    "hours": 12,
    "reasons": ["Дорого", "Выбрали других"],
    "hint": "Хватит и примерной цифры",
    "history": [{"at": MOMENT, "kind": "taken", "detail": "Пётр"}] * 3,
    "information": False,
    "intent": 60,
    "items": [
        {
            "id": 7,
            "title": "ООО «Ромашка»",
            "product": "SEO",
            "stage": "qualified",
            "owner": "",
            "at": MOMENT,
            "grade": "A",
            "worth": 530_400,
            "waiting": timedelta(minutes=7),
            "fit": 40,
            "intent": 60,
        }
    ],
    "evidence": "тот же сайт",
    "example": "AB-1234",
    "inn": "7707083893",
    "into": "ООО «Ромашка»",
    "into_id": 7,
    "kept": ["обезличенные цифры"] * 3,
    "label": "Трафик",
    "lead_id": 7,
    "left_at": 4,
    "left_of": 7,
    "loss_reason": "price",
    "maybe": "Ромашка-Опт",
    "maybe_evidence": "похожее название",
    "maybe_id": 8,
    "maybes": [{"id": 9, "into_id": 7, "title": "Ромашка", "evidence": "похожее название"}],
    "minutes": 15,
    "app": True,
    "visits": 2,
    "device": "Chrome, Android",
    "nudge": "Остался один вопрос.",
    "number": 3,
    "outcome": "qualified",
    "owner": "Пётр",
    "owner_id": 2001,
    "part_id": 9,
    "parts": [{"id": 9, "title": "Romashka", "evidence": "тот же ИНН"}],
    "partner": "Бета Ритейл",
    "data": ["ваши ответы", "имя", "контакт в Telegram"],
    "about": "бренды для людей",
    "why": "no_capacity",
    "listed": 5,
    "act": "decline",
    "which": "new",
    "part": 2,
    "whole": 20,
    "low": "2 %",
    "high": "28 %",
    "target": "30 %",
    "person_id": 1001,
    "people": 3,
    "file_name": "План участка.pdf",
    "phone": "+79123456789",
    "price": 150_000,
    "place": "Россия, Москва",
    "policy": "https://alfa.example/privacy",
    "product": "Автоматизация маркетинга",
    "quiet": "21:00–09:00",
    "question": "Сколько визитов в месяц?",
    "reason": "already_there",
    "recheck_days": 90,
    "splits": [_split("Подберём решение за две минуты")],
    "recheck_on": date(2027, 2, 22),
    "reject_reason": "no_budget",
    "roomy": 1,
    "rows": _rows(5, "Трафик от 10 000 визитов в месяц"),
    "shown": "6 000",
    "service": True,
    "since": MOMENT,
    "site": "romashka.example",
    "stage": "qualified",
    "moved_in_crm": True,
    "stage_since": MOMENT,
    "stage_age": timedelta(days=3),
    "starts_at": MOMENT,
    "state": "new",
    "stopped": True,
    "tasks": [Task(7, 2001, "read_brief", MOMENT, MOMENT)],
    "tell": "Спасибо, ответы сохранены.",
    "text": "Сколько визитов в месяц?",
    "title": "ООО «Ромашка»",
    "total": 7,
    "username": "anna",
    "value": "5 000 визитов в месяц",
    "waiting": timedelta(minutes=3),
    "what": "Обработка контактов",
    "working": True,
    "zone": "Europe/Moscow",
    "own": True,
    "found": _found("ООО «Ромашка»"),
    "found_companies": [{"id": 7, "title": "ООО «Ромашка»", "grade": "A"}] * 10,
    "found_people": _found_people("Анна Иванова"),
    "empty": "Заявок в этот период нет.",
    "idle": [{"lead_id": 7, "name": "Анна", "at": MOMENT}] * 3,
    "standing_still": 12,
    "report": _about("Реклама"),
    "covers": ["1–31 марта 2026", "SEO"],
    "reports": [("funnel", "Воронка"), ("abc", "ABC: кто делает выручку")],
    "tables": _tables("Реклама", 9),
    "metrics": _metrics("LTV", 2),
    "groups": [{"source": "orders", "names": ["LTV", "Средний чек"]}],
    "left_out": 2,
    "beyond": 0,
    "size": 120,
    "orders": 450,
    "revenue": 1_250_000,
    "average": 15_000,
    "per_client": 15_000,
    "middle": 9_000,
    "older": 3,
    "table": "мес.  кл. +1\n03.26 120 15",
    "few": "names",
    "limit": 50,
    "repeat": {"part": 30, "whole": 120, "value": "25 %", "low": "18 %", "high": "33 %"},
    "command": "cohorts",
    "words": "марттт",
    "options": ["Анна Иванова", "Игорь Иванов"],
    "unclear": "which",
    "how": "Выручка, делённая на число заказов.",
    "metric": "ltv",
    "source": "orders",
    "unit": "money",
}

HOSTILE_TEXT = '<b>&"</i><script>' * 70
"""Over a thousand characters of markup, as somebody might type them."""

WORST: dict[str, object] = {
    key: HOSTILE_TEXT if isinstance(value, str) and key not in {"currency", "username"} else value
    for key, value in ORDINARY.items()
} | {
    "voices": [_voice(HOSTILE_TEXT)] * 300,
    "notes": [HOSTILE_TEXT] * 9,
    "unoffered": [HOSTILE_TEXT] * 60,
    "offers": [{"name": HOSTILE_TEXT, "at": MOMENT}] * 20,
    "mailing": _mailing(HOSTILE_TEXT),
    "mailings": [_mailed(HOSTILE_TEXT)] * 30,
    "reach": _reach(HOSTILE_TEXT),
    "sent": _sent(HOSTILE_TEXT),
    "products": _products(HOSTILE_TEXT, 60),
    "purchase": _purchase(HOSTILE_TEXT),
    "roles": [{"name": HOSTILE_TEXT, "role": "entry", "days": 180, "season": ""}] * 60,
    "next": [dict.fromkeys(("bought", "next", "segments", "why"), HOSTILE_TEXT)] * 60,
    "owners": _meetings(HOSTILE_TEXT),
    "kinds": _meetings(HOSTILE_TEXT),
    "coming": [_coming(HOSTILE_TEXT)] * 15,
    "handed": dict.fromkeys(("owner", "former", "giver", "reason"), HOSTILE_TEXT) | {"crm": ""},
    "to": 2001,
    "meeting": {"state": "moved", "at": MOMENT, "holder": HOSTILE_TEXT},
    "answers": _pairs(40, HOSTILE_TEXT, HOSTILE_TEXT),
    "data": ["a phone number and more of that kind"] * 5,
    "areas": [_area(HOSTILE_TEXT)] * 8,
    "clients": [_client(HOSTILE_TEXT)] * 30,
    "conflict": _conflict(HOSTILE_TEXT, "refuse"),
    "firms": [{"name": HOSTILE_TEXT, "inn": "7707083893", "domain": HOSTILE_TEXT}] * 24,
    "others": [HOSTILE_TEXT] * 9,
    "brief": _pairs(40, HOSTILE_TEXT, HOSTILE_TEXT),
    "rows": _rows(40, HOSTILE_TEXT),
    "fired": [_fired(HOSTILE_TEXT, HOSTILE_TEXT)] * 40,
    "short": [{"score": "fit", "points": 10**6}, {"score": "intent", "points": 10**6}],
    "close": [_close(HOSTILE_TEXT, HOSTILE_TEXT)] * 8,
    "noticed": [_fired(HOSTILE_TEXT, HOSTILE_TEXT)] * 8,
    "overrides": [{"who": HOSTILE_TEXT, "stage": "lost", "at": MOMENT, "reason": HOSTILE_TEXT}] * 9,
    "missing": [HOSTILE_TEXT] * 40,
    "undelivered": [_undelivered(HOSTILE_TEXT)] * 8,
    "splits": [_split(HOSTILE_TEXT[:60])] * 5,
    "history": [{"at": MOMENT, "kind": HOSTILE_TEXT[:40], "detail": HOSTILE_TEXT}] * 200,
    "consents": [{"what": HOSTILE_TEXT, "at": MOMENT}] * 40,
    "parts": [{"id": 10**9, "title": HOSTILE_TEXT, "evidence": HOSTILE_TEXT}] * 40,
    "maybes": [{"id": 9, "into_id": 7, "title": HOSTILE_TEXT, "evidence": HOSTILE_TEXT}] * 40,
    "items": [
        {
            "id": 10**9,
            "title": HOSTILE_TEXT,
            "product": HOSTILE_TEXT,
            "stage": "disqualified",
            "owner": HOSTILE_TEXT,
            "at": MOMENT,
            "grade": "A",
            "worth": 10**12,
            "waiting": timedelta(days=4000),
            "fit": 10**6,
            "intent": 10**6,
        }
    ]
    * 20,
    "standing": _standing(
        amount=10**12, cheque=10**12, border_from=10**12, clients=10**6, worth=10**12, months=120
    ),
    "waiting": timedelta(days=4000, hours=5),
    "outcome": HOSTILE_TEXT[:40],
    "reject_reason": HOSTILE_TEXT[:40],
    "loss_reason": HOSTILE_TEXT[:40],
    "stage": HOSTILE_TEXT[:40],
    "said": HOSTILE_TEXT,
    "phone": "+79123456789",
    "report": _about(HOSTILE_TEXT),
    "covers": [HOSTILE_TEXT] * 5,
    "reports": [(HOSTILE_TEXT, HOSTILE_TEXT)] * 40,
    "tables": _tables(HOSTILE_TEXT, 40),
    "found": _found(HOSTILE_TEXT),
    "found_companies": [{"id": 7, "title": HOSTILE_TEXT, "grade": "A"}] * 10,
    "found_people": _found_people(HOSTILE_TEXT),
    "tried": _tried(HOSTILE_TEXT),
    "stretches": [_stretch(3, "few"), _stretch(6, "few")],
    "idle": [{"lead_id": 7, "name": HOSTILE_TEXT, "at": MOMENT}] * 500,
    "metrics": _metrics(HOSTILE_TEXT[:40], 2),
    "options": [HOSTILE_TEXT] * 20,
    "source": "orders",
    "unit": "money",
}

BARE: dict[str, object] = ORDINARY | {
    "voices": [],
    "notes": [],
    "unoffered": [],
    "off": [],
    "caller": "",
    "amiss": "",
    "word": "",
    "product_ids": [],
    "partner_ids": [],
    "code": "",
    "form": True,
    "has_chat": False,
    "full": False,
    "overdue": 0,
    "offers": [],
    "mailing": _mailing("", "draft"),
    "mailings": [],
    "reach": None,
    "sent": None,
    "decided": "",
    "author": "",
    "standing": _standing(grade="", chance=None, lifted=""),
    "told": "",
    "supply": "",
    "condition": "stock",
    "returns": None,
    "count": 0,
    "products": [],
    "owners": [],
    "kinds": [],
    "coming": [],
    "handed": dict.fromkeys(("owner", "former", "giver", "reason", "crm"), ""),
    "to": 0,
    "meeting": {},
    "near": "",
    "met_before": None,
    "made_by": "staff",
    "brief_asked": 0,
    "moved": False,
    "theirs": "",
    "place": "",
    "read_at": None,
    "stale": False,
    "failing_since": None,
    "account": "",
    "areas": [],
    "awaited": False,
    "choice": "work",
    "clients": [],
    "competitor": "",
    "conflict": {},
    "firms": [],
    "ground": "area",
    "longer": True,
    "manager": "",
    "more": 0,
    "others": [],
    "taken": False,
    "ends": None,
    "why": "",
    "offered": {},
    "known": False,
    "seats": [],
    "last": None,
    "still": False,
    "amount": None,
    "bought": False,
    "colleagues": 0,
    "cause": "qualified",
    "waiting_rows": 0,
    "parked_rows": 0,
    "undelivered": [],
    "missing": [],
    "evidence": "",
    "inn": "",
    "into": "",
    "into_id": 0,
    "maybe": "",
    "maybe_id": 0,
    "maybes": [],
    "part_id": 0,
    "covers": [],
    "reports": [],
    "parts": [],
    "site": "",
    "answers": [],
    "splits": [],
    "brief": [],
    "brief_done": False,
    "asked_price": False,
    "best_time": "",
    "by_phone": False,
    "lead_at": None,
    "judged_at": None,
    "fit_needed": None,
    "intent_needed": None,
    "gate": "",
    "fired": [],
    "noticed": [],
    "doubt": 0,
    "hung_on": "",
    "costs": "",
    "advice": "",
    "links": [],
    "short": [],
    "close": [],
    "overrides": [],
    "worthy": _worthy("26 %") | {"came": 20},
    "tried": _tried("Лендинг", bare=True),
    "stretches": [_stretch(0, "few") | {"expected": None}],
    "due": 0,
    "disputed": False,
    "decided_by": "",
    "decided_why": "",
    "named": False,
    "called": False,
    "goes_on": False,
    "channel": "",
    "contact": "",
    "detail": "",
    "discount": 0,
    "email": "",
    "hint": "",
    "history": [],
    "information": True,
    "items": [],
    "label": "",
    "loss_reason": "",
    "outcome": "",
    "owner": "",
    "partner": "",
    "person_id": 0,
    "about": "",
    "phone": "",
    "product": "",
    "reason": "",
    "recheck_days": 0,
    "reject_reason": "",
    "rows": [],
    "username": "",
    "working": False,
    "size": 0,
    "left_out": 0,
    "older": 0,
    "table": "",
    "options": [],
    "unclear": "unknown",
    "few": "",
}
