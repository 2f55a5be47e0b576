"""Options that only some see, words of one's own, how many may be ticked, and pages."""

from dataclasses import replace

import pytest

from bot.chat.keyboards import question_keyboard
from bot.chat.texts import Texts
from dialogs.effects import Ask, Prompt, Reject
from dialogs.engine import advance, prompt, start
from dialogs.replies import Agreed, Back, Chose, Done, Edit, Leafed, Reply, Toggled, Typed
from dialogs.scenario import OWN_WORDS, Option, Scenario, Slot, SlotType, Step
from dialogs.session import Blank, Pending, Session, Value
from dialogs.values import Other
from tests.dialogs.rich_scenario import NOW, options, said, scenario_of, when

MANY = tuple(Option(f"o{number}", said(f"Город {number}")) for number in range(20))
MARKET = Slot("market", SlotType.CHOICE, said("Рынок"), options=options(b2b="B2B", b2c="B2C"))
GOALS = Slot(
    "goals",
    SlotType.CHOICES,
    said("Цели"),
    options=(
        *options(seo="SEO", crm="CRM", ads="Реклама"),
        Option("dealers", said("Дилеры"), when("market == b2b")),
    ),
    other=True,
    least=2,
    most=3,
)
PLACE = Slot("place", SlotType.CHOICE, said("Город"), options=MANY, other=True)
SCENARIO = scenario_of(
    (MARKET, GOALS, PLACE),
    (
        Step("market", said("Рынок?"), slot="market"),
        Step("goals", said("Цели?"), slot="goals", unsure=True),
        Step("place", said("Город?"), slot="place"),
    ),
)
TEXTS = Texts("ru")
NEED = Step("need", said("?"), slot="need")


class Chat:
    """One conversation about the scenario."""

    def __init__(self, scenario: Scenario = SCENARIO) -> None:
        self.scenario = scenario
        self.session: Session = start(scenario, now=NOW).session

    def say(self, *replies: Reply) -> object:
        """The last effect of the last reply."""
        effects: tuple[object, ...] = ()
        for reply in replies:
            moved = advance(self.scenario, self.session, reply, now=NOW)
            self.session, effects = moved.session, moved.effects
        return effects[-1]

    @property
    def shown(self) -> Prompt:
        found = prompt(self.scenario, self.session)
        assert found is not None
        return found

    @property
    def labels(self) -> list[str]:
        keyboard = question_keyboard(TEXTS, self.shown, 1, "ru")
        return [button.label for row in keyboard for button in row]

    def value(self, step: str) -> Value:
        return self.session.by_step[step]


def at_goals(market: str = "b2b") -> Chat:
    chat = Chat()
    chat.say(Chose(market))
    return chat


def test_an_option_is_offered_to_those_it_is_for() -> None:
    assert "☐ Дилеры" in at_goals("b2b").labels
    retail = at_goals("b2c")
    assert "☐ Дилеры" not in retail.labels
    rejected = retail.say(Toggled("dealers"))
    assert isinstance(rejected, Reject)
    assert rejected.code == "no_such_option"
    retail.say(Toggled("seo"), Typed("дилеры"))
    assert retail.value("goals") == frozenset({"seo", Other("дилеры")})


def test_an_answer_whose_option_is_gone_is_asked_again_and_kept_aside() -> None:
    chat = at_goals()
    chat.say(Toggled("dealers"), Toggled("seo"), Done(), Edit("market"), Chose("b2c"))
    assert chat.shown.step.id == "goals"
    assert [answer.step for answer in chat.session.aside] == ["goals"]
    chat.say(Edit("market"), Chose("b2b"))
    assert chat.shown.step.id == "place"
    assert chat.value("goals") == frozenset({"dealers", "seo"})


@pytest.mark.parametrize(
    ("ticked", "code", "detail"),
    [((), "nothing_chosen", ""), (("seo",), "too_few_choices", "2")],
)
def test_enough_has_to_be_ticked(ticked: tuple[str, ...], code: str, detail: str) -> None:
    rejected = at_goals().say(*map(Toggled, ticked), Done())
    assert isinstance(rejected, Reject)
    assert (rejected.code, rejected.detail) == (code, detail)


def test_not_more_than_the_most_can_be_ticked() -> None:
    chat = at_goals()
    rejected = chat.say(*map(Toggled, ("seo", "crm", "ads", "dealers")))
    assert isinstance(rejected, Reject)
    assert (rejected.code, rejected.detail) == ("too_many_choices", "3")
    assert chat.session.draft == {"seo", "crm", "ads"}
    chat.say(Toggled("ads"), Toggled("dealers"), Done())
    assert chat.value("goals") == frozenset({"seo", "crm", "dealers"})
    typed = at_goals().say(Typed("seo, crm, реклама, дилеры"))
    assert isinstance(typed, Reject)
    assert typed.code == "too_many_choices"


def test_own_words_after_the_button_are_taken_as_they_are() -> None:
    chat = at_goals()
    rejected = chat.say(Toggled("seo"), Toggled(OWN_WORDS))
    assert isinstance(rejected, Reject)
    assert rejected.code == "own_words"
    assert "☑ Другое…" in chat.labels
    waiting = chat.say(Done())
    assert isinstance(waiting, Reject)
    assert waiting.code == "own_words"
    chat.say(Typed("Закрыть сезон"))
    assert chat.value("goals") == frozenset({"seo", Other("Закрыть сезон")})


def test_own_words_are_still_there_when_the_answer_is_changed() -> None:
    chat = at_goals()
    chat.say(Toggled("seo"), Toggled(OWN_WORDS), Typed("Закрыть сезон"), Edit("goals"))
    assert "☑ Закрыть сезон" in chat.labels
    chat.say(Toggled("crm"), Done())
    assert chat.value("goals") == frozenset({"seo", "crm", Other("Закрыть сезон")})
    chat.say(Edit("goals"), Toggled(OWN_WORDS), Done())
    assert chat.value("goals") == frozenset({"seo", "crm"})


def test_own_words_without_the_button_and_what_is_no_answer() -> None:
    chat = at_goals()
    chat.say(Typed("не знаю"))
    assert chat.value("goals") is Blank.DONT_KNOW
    question = chat.say(Typed("А вы работаете с Омском?"))
    assert isinstance(question, Reject)
    assert question.code == "no_such_option"
    too_long = chat.say(Typed("Омск " * 60))
    assert isinstance(too_long, Reject)
    assert too_long.code == "too_long"
    chat.say(Typed("Омск"))
    assert chat.value("place") == Other("Омск")


def test_a_resemblance_is_asked_back_and_can_be_overruled() -> None:
    offers = options(seo="SEO-продвижение", crm="Внедрение CRM")
    slot = Slot("need", SlotType.CHOICE, said("Задача"), options=offers, other=True)
    chat = Chat(scenario_of((slot, MARKET), (NEED, Step("market", said("?"), slot="market"))))
    chat.say(Typed("внидрение crm"))
    assert chat.session.pending == Pending("crm")
    chat.say(Typed("внидрение crm"))
    assert chat.value("need") == Other("внидрение crm")


def test_many_options_are_leafed_through() -> None:
    chat = at_goals()
    chat.say(Typed("не знаю"))
    assert chat.labels[:8] == [f"Город {number}" for number in range(8)]
    assert chat.labels[8:11] == ["Другое…", "1/3", "›"]
    session = chat.session
    for page, first, moves in ((1, 8, ["‹", "2/3", "›"]), (2, 16, ["‹", "3/3"])):
        turned = chat.say(Leafed(page))
        assert isinstance(turned, Ask)
        assert chat.session == session, "leafing changes nothing"
        keyboard = question_keyboard(TEXTS, turned.prompt, 1, "ru")
        labels = [button.label for row in keyboard for button in row]
        assert labels[0] == f"Город {first}"
        assert labels[labels.index("Другое…") + 1 :][: len(moves)] == moves
    for page in (-5, 99):
        turned = chat.say(Leafed(page))
        assert isinstance(turned, Ask)
        keyboard = question_keyboard(TEXTS, turned.prompt, 1, "ru")
        assert keyboard[0][0].label == ("Город 0" if page < 0 else "Город 16")
    chat.say(Chose("o17"))
    assert chat.value("place") == "o17"


def test_ticking_stays_on_the_page() -> None:
    slot = replace(PLACE, type=SlotType.CHOICES)
    chat = Chat(scenario_of((slot,), (Step("place", said("Город?"), slot="place"),)))
    ticked = chat.say(Toggled("o17"))
    assert isinstance(ticked, Ask)
    assert ticked.prompt.page == 2
    back = chat.say(Back())
    assert isinstance(back, Reject)


def test_a_long_summary_is_leafed_through() -> None:
    slots = [Slot(f"q{number}", SlotType.BOOLEAN, said(f"Ответ {number}")) for number in range(25)]
    steps = [Step(slot.id, said("?"), slot=slot.id) for slot in slots]
    chat = Chat(scenario_of(slots, [*steps, Step("summary", said("Всё?"), review=True)]))
    chat.say(*[Agreed(yes=True)] * 25)
    assert chat.labels[0] == "Всё верно"
    assert chat.labels[1:21] == [f"✎ Ответ {number}" for number in range(20)]
    assert chat.labels[21:23] == ["1/2", "›"]
    turned = chat.say(Leafed(1))
    assert isinstance(turned, Ask)
    keyboard = question_keyboard(TEXTS, turned.prompt, 1, "ru")
    labels = [button.label for row in keyboard for button in row]
    assert labels[:8] == ["Всё верно", *[f"✎ Ответ {n}" for n in range(20, 25)], "‹", "2/2"]
