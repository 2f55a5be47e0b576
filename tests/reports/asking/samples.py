"""What the phrases of `phrases.tsv` are read with, and how the file writes what they mean.

A line: the phrase, a tab, then `first..last` days (`..` is all the time, nothing for no period)
and filters, or `?` with the doubt that the words leave.
"""

from datetime import date
from pathlib import Path

from reports.asking.asked import Asked, Unclear
from reports.asking.registers import registers

TODAY = date(2026, 11, 26)
REGISTERS = registers(
    {
        "seo": ("SEO-продвижение", "SEO promotion"),
        "ads": ("Контекстная реклама", "Paid search"),
        "site": ("Сайт под ключ", "Turnkey website"),
    },
    {"vk": ("ВКонтакте",), "yandex": ("Яндекс Директ",), "direct": ("Прямые переходы", "Direct")},
    {5: "Анна Иванова", 6: "Пётр Сидоров", 7: "Игорь Иванов"},
)


def phrases() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("phrases.tsv").read_text(encoding="utf-8").splitlines()
    return [(phrase, meaning) for phrase, _, meaning in (line.partition("\t") for line in lines)]


def notation(found: Asked | Unclear) -> str:
    if isinstance(found, Unclear):
        return " ".join(("?", found.doubt.value, *(f"[{one}]" for one in found.options)))
    parts = [".."] if found.everything else []
    if found.period is not None:
        parts.append(f"{found.period.first}..{found.period.last}")
    for name in ("product", "channel", "temperature", "manager"):
        value = getattr(found.filters, name)
        parts += [f"{name}={value}"] if value is not None else []
    return " ".join(parts)
