"""What speaks for two companies being one, weighed: join them, ask a manager, or neither. Pure.

In order: INN, domain of the site or of a work address, phone, name. What contradicts keeps them
apart or leaves it to a manager.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leads.companies.names import company_name
from leads.companies.similarity import Likeness, Similarity, compare_names
from leads.company import Company

SHARED_DOMAINS = frozenset(
    {
        *("mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "yandex.ru", "ya.ru"),
        *("yandex.com", "yandex.by", "yandex.kz", "rambler.ru", "lenta.ru", "gmail.com"),
        *("googlemail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com"),
        *("yahoo.com", "proton.me", "protonmail.com", "ukr.net", "tut.by", "mail.com", "vk.com"),
        *("t.me", "telegram.me", "ok.ru", "instagram.com", "facebook.com", "youtube.com"),
        *("avito.ru", "ozon.ru", "wildberries.ru", "2gis.ru", "taplink.cc", "taplink.ws"),
        *("tilda.ws", "wixsite.com", "github.io", "google.com", "linktr.ee"),
    }
)
"""Where anybody may have a box, a page or a shop: such a domain says nothing of the company."""


class Decision(StrEnum):
    """What to do with two companies."""

    JOIN = "join"
    ASK = "ask"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The decision with its evidence as codes, the weightiest first."""

    decision: Decision
    evidence: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """0 for the weightiest kind of evidence."""
        return RANKS.index(self.evidence[0])


RANKS = ("inn", "domain", "phone", "name")
NEITHER = Weighed(Decision.NEITHER)


def own_domain(host: str | None) -> str | None:
    """The domain that identifies a company, None for a shared one: www is no part of it."""
    domain = (host or "").lower().removeprefix("www.").split(":", 1)[0]
    return None if not domain or domain in SHARED_DOMAINS else domain


def weigh(own: Company, other: Company, *, phone: bool = False) -> Weighed:
    """Whether `own`, as its person describes it, is `other`; `phone`: a person there has the same
    number."""
    if own.inn and other.inn:
        if own.inn == other.inn:
            return Weighed(Decision.JOIN, ("inn",))
        return NEITHER
    domains = own_domain(own.domain), own_domain(other.domain)
    alike = _names(own, other)
    differ = alike is not None and alike.likeness is Likeness.DIFFERENT
    named = () if alike is None or differ else ("name", *alike.reasons)
    if all(domains) and domains[0] == domains[1]:
        return Weighed(Decision.ASK if differ else Decision.JOIN, ("domain", *named))
    elsewhere = all(domains)
    if phone:
        return Weighed(Decision.ASK if differ or elsewhere else Decision.JOIN, ("phone", *named))
    if alike is None or differ:
        return NEITHER
    if alike.likeness is Likeness.SAME:
        return Weighed(Decision.ASK if elsewhere else Decision.JOIN, named)
    return NEITHER if elsewhere else Weighed(Decision.ASK, named)


def _names(own: Company, other: Company) -> Similarity | None:
    if not own.name or not other.name:
        return None
    return compare_names(company_name(own.name), company_name(other.name))
