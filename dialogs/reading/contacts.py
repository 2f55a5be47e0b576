"""Typed text → phone or e-mail address, each in its canonical form."""

import re

from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.spelling import one_slip
from dialogs.reading.tokens import MAX_LENGTH, word_set

_PHONE_SHAPE = re.compile(r"\+?[\d\s().\-/]+")
_PHONE_INSIDE = re.compile(r"\+?\(?\d[\d\s().\-]{8,20}\d")
_AROUND_PHONE = re.compile(r"(?i)^(?:тел(?:ефон)?|моб|whatsapp|wa|phone|tel|mob(?:ile)?)?[.:\s]*")
_EXTENSION = re.compile(r"(?i)[\s,;]*(?:доб(?:авочный)?|вн|ext|x)\b\.?\s*\d{1,6}\s*$")
_EMAIL_FOUND = re.compile(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+")
_FREE_MAIL = [
    "gmail.com",
    "yandex.ru",
    "ya.ru",
    "mail.ru",
    "bk.ru",
    "inbox.ru",
    "list.ru",
    "rambler.ru",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "yahoo.com",
    "proton.me",
    "yandex.by",
    "yandex.kz",
    "ukr.net",
]
# Short and alike, but real: never corrected to a neighbour.
_REAL_DOMAINS = frozenset(_FREE_MAIL) | word_set(
    "mail.com email.com ymail.com gmx.com gmx.net yandex.com yandex.ua mail.ua mail.kz mail.by "
    "hotmail.ru outlook.ru live.com live.ru me.com mac.com internet.ru tut.by yahoo.co.uk "
    "yahoo.de yahoo.fr proton.ch fastmail.com zmail.ru qmail.ru"
)
_WRONG_ENDINGS = {"gmail.ru": "gmail.com", "gmail": "gmail.com", "yandex": "yandex.ru"}
LIKE_A_PHONE = re.compile(r"\+?\d(?:[\s()\-]*\d){9,14}")
"""Ten digits or more in a row, as phones are written; whether it is one, `read_phone` says."""
_TRAILING = ".,;!?)»\"'"


def read_phone(text: str, default_region: str = "RU") -> Reading[str] | Unreadable:
    """A phone as E.164 (+79123456789); a national number is taken in `default_region` (ISO).

    Not sure: an extension was left out, or the phone was picked out of a longer text. A number
    that no operator could have given out is Unreadable, with what it was read as for `suggestion`.
    """
    # Phone metadata takes longer to load than the rest of the bot: not at start.
    import phonenumbers  # noqa: PLC0415

    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    if not text.strip():
        return Unreadable("empty")
    extension = _EXTENSION.search(text)
    bare = text[: extension.start()] if extension else text
    bare = _AROUND_PHONE.sub("", bare.strip()).strip(" .,;!\t\n")
    for dash in "‐‑‒–—−":
        bare = bare.replace(dash, "-")
    bare = bare.replace("(+", "+").replace("\u202a", "").replace("\u202c", "")
    alone = extension is None
    if not _PHONE_SHAPE.fullmatch(bare):
        inside = _PHONE_INSIDE.findall(bare)
        if len(inside) != 1:
            return Unreadable("ambiguous" if inside else "not_a_phone")
        bare, alone = inside[0], False
    region = default_region.upper()
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    candidates = [bare]
    if not bare.startswith("+") and 11 <= len(digits := re.sub(r"\D", "", bare)) <= 13:
        # 375291234567 or 7 912 …: the country code typed without its plus.
        candidates.append(f"+{digits}")
    possible: str | None = None
    for candidate in candidates:
        try:
            parsed = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed):
            return Reading(written, sure=alone)
        if phonenumbers.is_possible_number(parsed) and possible is None:
            possible = written
    return Unreadable("not_a_phone", suggestion=possible)


def read_email(text: str) -> Reading[str] | Unreadable:
    """An e-mail address with its domain in lower case; it is not checked that it exists.

    A domain one slip away from a common one is not sure and carries a `suggestion`; so is an
    address picked out of a longer text.
    """
    # Brings the DNS library along, which start-up does not need.
    import email_validator  # noqa: PLC0415

    if len(text) > MAX_LENGTH:
        return Unreadable("too_long")
    if not text.strip():
        return Unreadable("empty")
    found = _EMAIL_FOUND.findall(text)
    if len(found) != 1:
        return Unreadable("ambiguous" if found else "not_an_email")
    address = found[0].removeprefix("mailto:").strip(_TRAILING)
    try:
        checked = email_validator.validate_email(address, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return Unreadable("not_an_email", suggestion=_corrected(address))
    suggestion = _corrected(checked.normalized)
    alone = len(text.split()) == 1
    return Reading(checked.normalized, sure=alone and suggestion is None, suggestion=suggestion)


def _corrected(address: str) -> str | None:
    """The address with a mistyped well-known domain put right, if it looks mistyped."""
    name, _, typed = address.rpartition("@")
    domain = typed.lower().replace(",", ".").strip(".")
    if not name or not domain or len(domain) > 20:
        return None
    if domain in _WRONG_ENDINGS:
        return f"{name}@{_WRONG_ENDINGS[domain]}"
    if domain in _REAL_DOMAINS:
        return None if domain == typed.lower() else f"{name}@{domain}"
    near = [known for known in _FREE_MAIL if len(known) >= 7 and one_slip(domain, known)]
    return f"{name}@{near[0]}" if near else None
