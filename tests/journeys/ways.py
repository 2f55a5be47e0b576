"""Ways through the shipped scenarios that several journeys take."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.place import Place, Someone


async def up_to_traffic(anna: Someone, site: str = "romashka-opt.ru") -> None:
    """The quiz up to the first number; automation is what is needed."""
    await anna.hears("Кому вы продаёте")
    await anna.tap("Компаниям")
    await anna.hears("С какой задачей")
    await anna.tap("Автоматизация")
    await anna.hears("адрес вашего сайта")
    await anna.say(site)
    await anna.hears("Сколько визитов")


async def up_to_the_verdict(anna: Someone, site: str = "romashka-opt.ru") -> None:
    """The quiz up to its summary, so that the verdict will be `qualified`: fit 90, intent 50."""
    await up_to_traffic(anna, site)
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")
    await anna.say("150 тысяч рублей")
    await anna.hears("Когда хотите начать")
    await anna.tap("В этом квартале")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте, пожалуйста")


async def qualify(anna: Someone, site: str = "romashka-opt.ru") -> None:
    """The whole quiz, to the first question of the brief."""
    await up_to_the_verdict(anna, site)
    await anna.tap("Всё верно")
    await anna.hears("Чего вы хотите добиться")


async def taken(anna: Someone, igor: Someone) -> None:
    """Anna qualifies, and Igor takes her lead, the first one there is."""
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")


async def briefed(anna: Someone, igor: Someone) -> None:
    """Anna's lead is Igor's, her brief is done, and she may choose a time."""
    await taken(anna, igor)
    await answer_the_brief(anna)
    await anna.hears("Когда вам удобно встретиться?")


async def walked(igor: Someone, *stages: str) -> None:
    """Igor moves his lead on, stage by stage."""
    for stage in stages:
        await igor.tap(f"Дальше: {stage}")
        await igor.hears(f"· {stage}")


async def more(place: Place, someone: Someone) -> None:
    """Open what else may be done on a card, once that stands as it stays: a later edit of it folds
    the buttons up again."""
    await place.settle()
    await someone.tap("Ещё")
    await place.settle()


async def marked_as_thinking(place: Place, igor: Someone) -> None:
    """Igor marks that the person thinks about the proposal."""
    await more(place, igor)
    await igor.tap("Думает")
    await igor.hears("· Думает")
    await place.settle()


async def paid(place: Place, igor: Someone, amount: str) -> None:
    """Igor walks lead 1, which is his, to its payment."""
    await walked(igor, "Бриф", "Встреча", "КП", "Договор")
    await paid_as_agreed(place, igor, amount)


async def paid_as_agreed(place: Place, igor: Someone, amount: str) -> None:
    """Lead 1, whose contract is signed, is paid."""
    await igor.say(f"/amount 1 {amount}")
    await igor.hears("Записал: лид № 1")
    await igor.hears("Сумма: ")
    await igor.tap("Дальше: Оплата")
    await place.settle()
    await igor.tap("Оплачено:")
    await igor.hears("· Оплата")


async def may_be_asked(place: Place, anna: Someone) -> None:
    """Anna, who has paid, lets us ask her later."""
    await place.travel(timedelta(hours=2))
    asked = await anna.hears("Спасибо, что выбрали нас")
    assert "не чаще раза в квартал" in asked
    await anna.tap("Да, спросите")
    await anna.hears("Спросим, когда вы успеете")


async def up_to_the_consent(
    anna: Someone,
    *,
    goal: str = "Дилеры заказывают сами",
    tried: str = "",
    company: str = "ООО «Ромашка»",
) -> None:
    """The brief up to the consent to contacts; nothing `tried` skips that question."""
    await anna.say(goal)
    await anna.hears("Что уже пробовали")
    await (anna.say(tried) if tried else anna.tap("Пропустить"))
    await anna.hears("Кто занимается этой задачей сейчас")
    await anna.tap("Подрядчик")
    await anna.hears("До какого времени действует договор")
    await anna.say("до конца года")
    await anna.hears("Что удерживает от перемен")
    await anna.tap("Пропустить")
    await anna.hears("К какому сроку нужен результат")
    await anna.say("через два месяца")
    await anna.hears("Бюджет на это уже утверждён")
    await anna.tap("Утверждён")
    await anna.hears("Кто ещё участвует")
    await anna.tap("Собственник")
    await anna.hears("Кто ещё участвует")
    await anna.tap("Готово")
    await anna.hears("Что для тех, кто решает, важнее")
    await anna.tap("Окупаемость")
    await anna.tap("Готово")
    await anna.hears("Кто будет пользоваться")
    await anna.tap("Пропустить")
    await anna.hears("Как называется ваша компания")
    await anna.say(company)
    await anna.hears("Разрешаете обработать")


async def answer_the_brief(
    anna: Someone, foreign: dict[str, object] | None = None, *, best_time: str = "Утром"
) -> None:
    """The brief to its end, with consent and the phone from Telegram; `foreign` is tried first."""
    await up_to_the_consent(anna)
    await anna.tap("Согласен")
    await anna.hears("По какому номеру")
    if foreign is not None:
        await anna.does("contact", foreign=foreign)
        await anna.hears("Это контакт другого человека")
    await anna.does("press", text="📱 Отправить мой номер")
    await anna.hears("На какой e-mail")
    await anna.say("anna@romashka-opt.ru")
    await anna.hears("Когда вам удобнее")
    await anna.tap(best_time)
    await anna.hears("Вот с чем специалист")
    await anna.tap("Всё верно")
