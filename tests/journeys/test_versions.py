"""Scenarios are published beside the running bot, and nobody in the middle of one notices."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.settings import Settings
from dialogs.loader import digest_of
from leads.clock import SystemClock
from storage.scenario_figures import judged_leads
from tests.architecture.tree import ROOT
from tests.dialogs.versions import words
from tests.fakes.crowd import Crowd
from tests.journeys.place import NoWait

PROGRAM = "from bot.app.cli import main; main()"
FIRST = words()
# Another question under another name, an option less, other words: nothing fits the first any more.
SECOND = words(
    ("traffic", "visits"),
    ("Сколько визитов?", "Сколько людей заходит?"),
    ("С какой задачей?", "Что вам нужно?"),
    ('      site: {ru: "Сайт", en: "Website"}\n', ""),
    ('"visits >= 1000"', '"visits >= 400"'),
    number=2,
)
BRIEF = """\
scenario: {id: brief, version: 1, kind: brief, title: {ru: "Бриф", en: "Brief"}}
slots:
  goal: {type: text, label: {ru: "Чего хотят добиться", en: "Goal"}}
steps:
  - {ask: goal, text: {ru: "Чего хотите добиться?", en: "What do you want?"}}
outcomes:
  - {id: done, stage: brief, else: true, tell: {ru: "Спасибо.", en: "Thank you."}}
"""
MARIA = 3001
PEOPLE = range(1001, 1101)
SIGMAS = 4


@dataclass
class Town:
    """The program on a folder of scenarios, the crowd, and the command line beside them."""

    folder: Path
    database_url: str
    crowd: Crowd = field(default_factory=Crowd)

    def scenarios(self, *texts: str) -> None:
        """Let the folder hold these scenarios and no others."""
        place = self.folder / "scenarios"
        place.mkdir(exist_ok=True)
        for file in place.iterdir():
            file.unlink()
        for number, text in enumerate(texts):
            (place / f"{number}.yaml").write_text(text, encoding="utf-8")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[App]:
        """The program at work, from start to stop."""
        settings = Settings(
            bot_token=SecretStr("1:versions"),
            database_url=self.database_url,
            sqlite_synchronous="NORMAL",
            encryption_key_file=self.folder / "prequal.key",
            scenarios_dir=str(self.folder / "scenarios"),
            quiz="quiz",
            sales_chat_id=-1001,
            manager_ids=(MARIA,),
        )
        app = await build(settings, clock=SystemClock(), session=self.crowd, pace=NoWait())
        try:
            yield app
        finally:
            await app.close()

    async def prequal(self, *arguments: str, refused: bool = False) -> str:
        """Type `prequal scenario …` in another process; what it prints."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", PROGRAM, "scenario", *arguments),
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DATABASE_URL": self.database_url,
                "ENCRYPTION_KEY_FILE": str(self.folder / "prequal.key"),
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complained = await process.communicate()
        assert process.returncode == (2 if refused else 0), complained.decode()
        return (complained if refused else said).decode()


@pytest.fixture
def town(tmp_path: Path, database_url: str) -> Town:
    made = Town(tmp_path, database_url)
    made.scenarios(FIRST)
    return made


async def digests(app: App) -> dict[str, int]:
    """How many leads were judged by which text."""
    keys = app.database.keys
    leads = await app.database.read(lambda connection: judged_leads(connection, keys, "quiz"))
    counted: dict[str, int] = {}
    for lead in leads:
        counted[lead.digest] = counted.get(lead.digest, 0) + 1
    return counted


async def in_the_middle(town: Town, app: App) -> None:
    """A hundred people: half see the first question of the first version, half the second one."""
    crowd = town.crowd
    await crowd.do(app, PEOPLE, crowd.start)
    await crowd.do(app, PEOPLE[50:], crowd.tap("Сайт"))


async def finished(town: Town, app: App) -> None:
    """They go on with the buttons that they were shown, to the end of the first version."""
    crowd = town.crowd
    await crowd.do(app, PEOPLE[:50], crowd.tap("Сайт"))
    for person in PEOPLE:
        assert "Сколько визитов?" in crowd.last(person)
    await crowd.do(app, PEOPLE[50:75], crowd.tap("зменить"))
    for person in PEOPLE[50:75]:
        assert "С какой задачей?" in crowd.last(person)
    await crowd.do(app, PEOPLE[50:75], crowd.tap("Сайт"))
    await crowd.do(app, PEOPLE[50:], crowd.tap("Не знаю"))
    await crowd.do(app, PEOPLE[:50], crowd.say("1500"))
    for person in PEOPLE:
        assert crowd.saw(person, "Подходим друг другу.", "Спасибо.")
    assert await digests(app) == {digest_of(FIRST): 100}


async def test_a_hundred_conversations_end_as_they_began_while_the_next_version_is_live(
    town: Town,
) -> None:
    crowd = town.crowd
    async with town.running() as app:
        await in_the_middle(town, app)
        (town.folder / "next.yaml").write_text(SECOND, encoding="utf-8")
        said = await town.prequal("publish", "next.yaml")
        assert "step visits: added" in said
        assert "Published: quiz 2." in said
        town.scenarios()
        await app.tick()
        await crowd.do(app, [1], crowd.start)
        assert "Что вам нужно?" in crowd.last(1)
        assert "100 on 1" in await town.prequal("list")
        await finished(town, app)


async def test_a_hundred_conversations_survive_a_restart_without_the_file_of_their_version(
    town: Town,
) -> None:
    crowd = town.crowd
    async with town.running() as app:
        await in_the_middle(town, app)
    town.scenarios(SECOND)
    async with town.running() as app:
        await crowd.do(app, [1], crowd.start)
        assert "Что вам нужно?" in crowd.last(1)
        await finished(town, app)
    town.scenarios()
    async with town.running() as app:
        await crowd.do(app, [2], crowd.start)
        assert "Что вам нужно?" in crowd.last(2), "what is published needs no file"


async def test_a_version_is_taken_back_without_a_restart_and_stays_so(town: Town) -> None:
    crowd = town.crowd
    async with town.running():
        pass
    town.scenarios(SECOND)
    async with town.running() as app:
        assert "Back to quiz 1." in await town.prequal("rollback", "quiz")
        await app.tick()
        await crowd.do(app, [1], crowd.start)
        assert "С какой задачей?" in crowd.last(1)
    async with town.running() as app:
        await crowd.do(app, [2], crowd.start)
        assert "С какой задачей?" in crowd.last(2), "the newer file undoes no rollback"


async def test_what_must_not_go_live_does_not(town: Town) -> None:
    crowd = town.crowd
    async with town.running() as app:
        for name, text, why in (
            ("broken", SECOND.replace('"fit >= 30"', '"fitt >= 30"'), "fitt"),
            ("changed", FIRST.replace("визитов", "людей"), "Write version: 2"),
            ("alone", SECOND.replace("else: true", "else: true\n    next: nowhere"), "nowhere"),
        ):
            (town.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
            said = await town.prequal("publish", f"{name}.yaml", refused=True)
            assert why in said
        await app.tick()
        await crowd.do(app, [1], crowd.start)
        assert "С какой задачей?" in crowd.last(1)


async def test_stored_leads_tell_what_a_version_would_change(town: Town) -> None:
    crowd = town.crowd
    async with town.running() as app:
        await crowd.do(app, range(1, 8), crowd.start)
        await crowd.do(app, range(1, 8), crowd.tap("SEO"))
        for person in range(1, 8):
            await crowd.do(app, [person], crowd.say(str(person * 300)))
        stricter = words(('"traffic >= 1000"', '"traffic >= 1600"'), number=2)
        (town.folder / "next.yaml").write_text(stricter, encoding="utf-8")
        said = await town.prequal("diff", "quiz", "next.yaml")
        assert "when: traffic >= 1000 → traffic >= 1600" in said
        assert "qualified → nurture: 2 (leads 4, 5)" in said
        assert "Leads with the same verdict: 5" in said
        assert said in await town.prequal("publish", "next.yaml", "--dry-run")
        assert await town.prequal("diff", "quiz@1", "next.yaml") == said


async def test_a_brief_is_shown_with_the_words_of_the_version_it_was_answered_in(
    town: Town,
) -> None:
    crowd = town.crowd
    with_brief = words(('when: "fit >= 30"', 'when: "fit >= 30"\n    next: brief'))
    town.scenarios(with_brief, BRIEF)
    async with town.running() as app:
        await crowd.do(app, [1], crowd.start)
        await crowd.do(app, [1], crowd.tap("SEO"))
        await crowd.do(app, [1], crowd.say("5000"))
        await crowd.do(app, [1], crowd.say("Дилеры заказывают сами"))
    renamed = BRIEF.replace("goal", "aim").replace("version: 1", "version: 2")
    town.scenarios(with_brief, renamed.replace("Чего хотят добиться", "Цель"))
    async with town.running() as app:
        await crowd.do(app, [MARIA], crowd.command("/lead 1"))
        assert "Чего хотят добиться:</i> Дилеры заказывают сами" in crowd.last(MARIA)


async def test_a_thousand_people_are_split_and_stay_on_their_side(town: Town) -> None:
    """Each side by its own words; the share within the binomial bound; the same after a restart."""
    crowd, people = town.crowd, range(1, 1001)

    def sides() -> list[bool]:
        return ["Что вам нужно?" in crowd.last(person) for person in people]

    async with town.running() as app:
        (town.folder / "next.yaml").write_text(SECOND, encoding="utf-8")
        await town.prequal("publish", "next.yaml", "--share", "30")
        await app.tick()
        await crowd.do(app, people, crowd.start)
        rivals = sides()
        assert abs(sum(rivals) - 300) <= SIGMAS * sqrt(1000 * 0.3 * 0.7)
        await crowd.do(app, people, crowd.tap("CRM"))
    async with town.running() as app:
        for remainder, visits in enumerate(("150", "500", "1500", "2500"), 1):
            await crowd.do(app, people[remainder - 1 :: 5], crowd.say(visits))
        report = await town.prequal("split", "quiz")
        again = people[::5]  # too few visits: not qualified by either version, so asked again
        await crowd.do(app, again, crowd.start)
        assert sides()[::5] == rivals[::5], "who comes again comes to the same side"
        assert await town.prequal("split", "quiz") == report, "and counts once"
        await crowd.do(app, [MARIA], crowd.command("/ab"))
        told = crowd.last(MARIA)
        ended = await town.prequal("split", "quiz", "--keep", "2")
        await app.tick()
        await crowd.do(app, [2000], crowd.start)
        assert "Что вам нужно?" in crowd.last(2000)
        await crowd.do(app, [MARIA], crowd.command("/ab"))
        assert "ни одна пара версий не сравнивается" in crowd.last(MARIA)
    assert "A: версия 1. B: версия 2, её получают 30 % людей" in told
    assert f"Начали: A {1000 - sum(rivals)}, B {sum(rivals)}" in told
    assert "Квалифицированы: A " in told
    assert "<b>Лучше B</b>, на " in told
    assert "Everybody gets quiz 2 now." in ended
    rows = {
        line.split()[0]: line.split() for line in report.splitlines() if line.startswith("    ")
    }
    spoke = [not rival for rival, person in zip(rivals, people, strict=True) if person % 5]
    assert rows["started"][1:3] == [str(1000 - sum(rivals)), str(sum(rivals))]
    assert rows["finished"][1] == str(sum(spoke))
    assert "Finished: not enough people yet to tell." in report
    assert "Qualified: B is better, by" in report, "the second version asks for less"
