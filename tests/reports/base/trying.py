"""Hypotheses of a made-up company: old and young, ended and not, of many leads and of few."""

from __future__ import annotations

from tests.reports.base.making import UNTIL, Making

QUALIFIED = {"of": "qualified", "to": "2/5", "among": "enquiries"}
CLOSED = {"of": "sales", "to": "1/4", "among": "key_stage"}
HYPOTHESES = (
    # started, ended, product, channel, temperature, aim
    ("2026-03-31", None, "seo", None, None, {"of": "enquiries", "to": "5"}),
    ("2026-02-10", None, "ads", "vk", "warm", {"of": "worthy", "to": "7/2", "was": "2"}),
    ("2026-01-05", "2026-01-05", None, "expo", None, {"of": "sales", "to": "1"}),
    ("2025-12-31", None, None, None, None, {"of": "revenue", "to": "900000"}),
    ("2025-11-30", None, "seo", "yandex", None, QUALIFIED),
    ("2025-10-26", "2026-02-28", "portal", None, "cold", None),  # with a day of 25 hours
    ("2025-09-30", None, None, "vk", None, {"of": "key_stage", "to": "30"}),
    ("2025-08-31", "2025-09-20", None, "newspaper", None, CLOSED),
    ("2025-05-10", "2025-12-01", "seo", None, "warm", {"of": "sales", "to": "3"}),
    ("2024-03-01", None, "crm", None, None, None),
)


def hypotheses(making: Making) -> None:
    """Noted long after they began."""
    for started, ended, product, channel, temperature, aim in HYPOTHESES:
        making.rows.add(
            "hypotheses",
            name=f"{product or channel}?",
            started=started,
            ended=ended,
            author=1,
            author_name="Мария",
            locale="ru",
            noted_at=UNTIL,
            product=product,
            channel=channel,
            temperature=temperature,
            expects="",
            aim=aim,
        )
