"""Publishing from the command line, beside a running bot: new versions, earlier ones, splits.

Each use returns the lines to print. What can't be done raises `RegistryError` or `ScenarioErrors`,
and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.editions import Editions, files_of
from dialogs.check import check_folder
from dialogs.findings import ScenarioErrors, Severity
from dialogs.loader import load_scenario, read_file
from dialogs.registry import Edition, Register, RegistryError, plan_publication
from dialogs.scenario import Scenario
from storage.database import Database
from storage.unit_of_work import UnitOfWork

TAKEN_UP = "A running bot takes it up within seconds; conversations under way end as they began."
NOTHING = "Nothing was published."


class Publishing:
    """Writes the registry of one database; `by` is who asks."""

    def __init__(self, database: Database, editions: Editions, *, by: str) -> None:
        self._database = database
        self._editions = editions
        self._by = by

    async def publish(self, path: Path, *, share: int | None, dry_run: bool) -> list[str]:
        """Publish a file, or every scenario of a folder: all of them or none.

        With a `share` the new version becomes the rival of the current one.
        """
        register = await self._editions.register()
        texts = {str(file): read_file(file) for file in files_of(path)}
        scenarios = [load_scenario(text, name=name) for name, text in texts.items()]
        await self._prove(texts, scenarios, register)
        plan = plan_publication(scenarios, register)
        lines = list(plan.notices)
        for one in plan.new:
            lines += await self._news(one, register, share)
        if dry_run or not plan.new:
            return [*lines, NOTHING]
        newest = register.newest()

        async def work(uow: UnitOfWork) -> None:
            await _unchanged(uow, register)
            for one in plan.new:
                await uow.scenarios.keep(one.digest, one.id, one.version, one.source)
                if share is None:
                    await uow.publications.add(one.id, one.digest, by=self._by)
                else:
                    base, rival = newest[one.id].digest, one.digest
                    await uow.publications.add(one.id, base, by=self._by, rival=rival, share=share)

        await self._database.run(work)
        done = ", ".join(f"{one.id} {one.version}" for one in plan.new)
        whom = "" if share is None else f" for {share} % of people"
        return [*lines, f"Published{whom}: {done}. {TAKEN_UP}"]

    async def roll_back(self, scenario_id: str, name: str | None) -> list[str]:
        """Let new conversations begin with an earlier version again."""
        register = await self._editions.register()
        edition = register.named(scenario_id, name) if name else register.before(scenario_id)
        now = register.current(scenario_id)
        if now.digest == edition.digest and now.rival is None:
            raise RegistryError(
                f"New conversations of {scenario_id} begin with version {edition.version} already."
            )
        await self._publish_kept(register, edition)
        ended = " The split has ended." if now.rival else ""
        return [f"Back to {scenario_id} {edition.version}.{ended} {TAKEN_UP}"]

    async def begin_split(self, scenario_id: str, first: str, second: str, share: int) -> list[str]:
        """Let `share` per cent of people begin with the second version, others with the first."""
        register = await self._editions.register()
        a, b = register.named(scenario_id, first), register.named(scenario_id, second)
        if a.digest == b.digest:
            raise RegistryError("A split needs two different versions.")
        now = register.current(scenario_id)
        if (now.digest, now.rival, now.share) == (a.digest, b.digest, share):
            raise RegistryError(f"This split of {scenario_id} is under way already.")
        await self._publish_kept(register, a, rival=b, share=share)
        return [
            f"{scenario_id}: version {a.version} (A) for {100 - share} % of people,"
            f" version {b.version} (B) for {share} %. {TAKEN_UP}"
        ]

    async def end_split(self, scenario_id: str, name: str) -> list[str]:
        """Give one of the two versions to everybody; tells the figures that decided it."""
        register = await self._editions.register()
        now, edition = register.current(scenario_id), register.named(scenario_id, name)
        if now.rival is None or edition.digest not in (now.digest, now.rival):
            raise RegistryError(
                f"No split of {scenario_id} with version {name} is under way."
                " See `prequal scenario list`."
            )
        report = await self._editions.report(scenario_id)
        await self._publish_kept(register, edition)
        return [*report, f"Everybody gets {scenario_id} {edition.version} now. {TAKEN_UP}"]

    async def _news(self, new: Scenario, register: Register, share: int | None) -> list[str]:
        """What publishing it would change."""
        now = register.newest().get(new.id)
        if now is None:
            if share is not None:
                raise RegistryError(
                    f"{new.id} is not published yet: there is nothing to split with."
                )
            return [f"{new.id} {new.version} is new."]
        before = await self._editions.kept(register.editions[now.digest])
        ended = ["The split that is under way ends with this."] if now.rival else []
        compared = await self._editions.compared(before, new)
        return [f"{new.id} {before.version} → {new.version}", *compared, *ended]

    async def _prove(
        self, texts: Mapping[str, str], scenarios: Sequence[Scenario], register: Register
    ) -> None:
        """`check` the new texts together with what they would live beside."""
        new = {one.id for one in scenarios}
        with TemporaryDirectory() as place:
            folder = Path(place)
            names: dict[str, str] = {}
            for number, (name, text) in enumerate(texts.items()):
                names[f"{number}.yaml"] = name
                (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
            for one in register.newest().values():
                if one.scenario_id not in new:
                    kept = await self._editions.kept(register.editions[one.digest])
                    (folder / f"{kept.id}.yaml").write_text(kept.source, encoding="utf-8")
            findings = check_folder(folder)
        errors = [
            replace(one, file=names[one.file])
            for one in findings
            if one.severity is Severity.ERROR and one.file in names
        ]
        if errors:
            raise ScenarioErrors(errors)

    async def _publish_kept(
        self, register: Register, edition: Edition, *, rival: Edition | None = None, share: int = 0
    ) -> None:
        """Publish texts that are kept, if this program can read them."""
        for one in (edition, rival):
            if one is not None:
                await self._editions.kept(one)

        async def work(uow: UnitOfWork) -> None:
            await _unchanged(uow, register)
            await uow.publications.add(
                edition.scenario_id,
                edition.digest,
                by=self._by,
                rival=rival.digest if rival else None,
                share=share,
            )

        await self._database.run(work)


async def _unchanged(uow: UnitOfWork, register: Register) -> None:
    """Refuse to decide on what somebody else has changed since it was shown."""
    if await uow.publications.register() != register:
        raise RegistryError("Somebody else has published in this moment. Look, and try again.")
