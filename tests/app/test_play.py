"""A scenario with a question of every kind, played in the terminal."""

from collections.abc import Iterator
from pathlib import Path

from bot.app.play import play_in_terminal

SHOWCASE = Path(__file__).parents[1] / "dialogs" / "every_kind.yaml"
LINES = (
    *("", "лесопилка", "2", "лесопилка на продажу", "да", "пример.рф", "много", "250"),
    *("12,5", "1,5 млн", "15,5 %", "от 20 до 50", "4", "2", "через 30 дней", "через месяц"),
    *("14:30", "ООО Ромашка", "Казань", "пропустить", "tz.pdf", "не то", "AB-1234"),
    *("Хотим больше дилеров", "нет"),
)


def test_every_kind_can_be_played() -> None:
    lines: Iterator[str] = iter(LINES)
    said: list[str] = []
    meeting: list[str] = []

    def read(prompt: str) -> str:
        line = next(lines, None)
        if line is not None:
            return line
        if not meeting:
            # The last question offers times; any of them is typed as it is shown.
            meeting.append(next(one for one in said if one.startswith("  1. ") and ":" in one))
            return meeting[0].removeprefix("  1. ")
        return "да" if "Правильно ли" in said[-1] else ""

    play_in_terminal(SHOWCASE, "ru", read=read, write=said.append)
    text = "\n".join(said).replace("\xa0", " ").replace("\u202f", " ")
    for shown in (
        "✔ Отрасль: лесопилка",
        "✔ Сотрудников: 250 чел.",
        "Здесь нужно число",
        "Например: около 200",
        "✔ Отгрузка: 12,5 тонны в день",
        "✔ Оценка подрядчика: 4 из 10",
        "✔ Техническое задание: 📎 tz.pdf",
        "Номер выглядит так: AB-1234.",
        "✔ Встреча: ",
        "Спасибо, до встречи.",
    ):
        assert shown in text, text
