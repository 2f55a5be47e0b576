"""What speaks for two companies being one, weighed."""

import pytest

from leads.companies.evidence import Decision, own_domain, weigh
from leads.company import Company

INN, OTHER_INN = "7707083893", "7736050003"
SITE, OTHER_SITE = "romashka.example", "vasilek.example"


@pytest.mark.parametrize(
    ("own", "other", "decision", "evidence"),
    [
        (Company(1, "А", INN), Company(2, "Б", INN), Decision.JOIN, ("inn",)),
        (Company(1, "А", INN, SITE), Company(2, "А", OTHER_INN, SITE), Decision.NEITHER, ()),
        (Company(1, domain=SITE), Company(2, domain=SITE), Decision.JOIN, ("domain",)),
        (Company(1, domain=f"www.{SITE}"), Company(2, domain=SITE), Decision.JOIN, ("domain",)),
        (
            Company(1, "Альфа-Банк", domain=SITE),
            Company(2, "Альфа-Лизинг", domain=SITE),
            Decision.ASK,
            ("domain",),
        ),
        (Company(1, domain="vk.com"), Company(2, domain="vk.com"), Decision.NEITHER, ()),
        (
            Company(1, "Ромашка"),
            Company(2, "ООО Ромашка"),
            Decision.JOIN,
            ("name", "same_words"),
        ),
        (
            Company(1, "Ромашка", domain=SITE),
            Company(2, "Ромашка", domain=OTHER_SITE),
            Decision.ASK,
            ("name", "same_words"),
        ),
        (Company(1, "Вектор"), Company(2, "Виктор"), Decision.ASK, ("name", "misspelt")),
        (Company(1, "Ромашка"), Company(2, "Василёк"), Decision.NEITHER, ()),
        (Company(1), Company(2, "Ромашка"), Decision.NEITHER, ()),
    ],
)
def test_evidence(
    own: Company, other: Company, decision: Decision, evidence: tuple[str, ...]
) -> None:
    found = weigh(own, other)
    assert (found.decision, found.evidence) == (decision, evidence)


@pytest.mark.parametrize(
    ("own", "other", "decision"),
    [
        (Company(1), Company(2, "Ромашка"), Decision.JOIN),
        (Company(1, "Ромашка"), Company(2, "Ромашка Плюс"), Decision.JOIN),
        (Company(1, "Василёк"), Company(2, "Ромашка"), Decision.ASK),
        (Company(1, domain=OTHER_SITE), Company(2, domain=SITE), Decision.ASK),
        (Company(1, inn=INN), Company(2, inn=OTHER_INN), Decision.NEITHER),
    ],
)
def test_a_phone_that_they_share(own: Company, other: Company, decision: Decision) -> None:
    assert weigh(own, other, phone=True).decision is decision


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        (None, None),
        ("", None),
        ("gmail.com", None),
        ("WWW.Romashka.example:8080", "romashka.example"),
        ("shop.romashka.example", "shop.romashka.example"),
    ],
)
def test_the_domain_that_identifies(host: str | None, domain: str | None) -> None:
    assert own_domain(host) == domain
