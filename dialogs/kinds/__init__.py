"""How each type of slot reads what a person typed: one function for each, and no other way in."""

from collections.abc import Mapping

from dialogs.judged import Read
from dialogs.kinds import appointments, choices, dates, files, numbers, words
from dialogs.scenario import SlotType

READERS: Mapping[SlotType, Read] = {
    SlotType.BOOLEAN: words.yes_or_no,
    SlotType.CONSENT: words.yes_or_no,
    SlotType.CHOICE: choices.one,
    SlotType.CHOICES: choices.several,
    SlotType.INTEGER: numbers.integer,
    SlotType.DECIMAL: numbers.decimal,
    SlotType.MONEY: numbers.money,
    SlotType.PERCENT: numbers.percent,
    SlotType.RANGE: numbers.span,
    SlotType.RATING: numbers.rating,
    SlotType.DATE: dates.day,
    SlotType.PERIOD: dates.period,
    SlotType.TIME: dates.clock,
    SlotType.APPOINTMENT: appointments.appointment,
    SlotType.TEXT: words.text,
    SlotType.PHONE: words.phone,
    SlotType.EMAIL: words.email,
    SlotType.URL: words.url,
    SlotType.DOMAIN: words.domain,
    SlotType.COMPANY: words.company,
    SlotType.CITY: words.city,
    SlotType.FILE: files.link,
}
