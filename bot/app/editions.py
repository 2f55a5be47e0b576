"""The scenario registry looked at from the command line: versions, differences, splits.

Returns the lines to print. What can't be found raises `RegistryError`; a file or a kept text that
is no scenario raises `ScenarioErrors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import registry_words as words
from bot.app.splitting import split_report
from dialogs.diff import diff
from dialogs.loader import SUFFIX, load_scenario, read_file
from dialogs.registry import SHORT, Edition, Register, RegistryError
from dialogs.rejudging import rejudge
from dialogs.scenario import Scenario, ScenarioKind
from storage.database import Database
from storage.scenario_figures import judged_leads, under_way
from storage.scenarios import read_register, read_text

NOT_READ = "(the stored leads were not looked at: {reason})"


class Editions:
    """The versions in one database."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone

    async def register(self) -> Register:
        """Everything that was ever published."""
        return await self._database.read(read_register)

    async def kept(self, edition: Edition) -> Scenario:
        """The scenario of a kept text."""
        text = await self._database.read(lambda connection: read_text(connection, edition.digest))
        name = f"{edition.scenario_id}@{edition.version}"
        if text is None:
            raise RegistryError(f"The text of {name} is not in the database.")
        return load_scenario(text, name=name)

    async def named(self, name: str) -> Scenario:
        """What `name` means: a file, a scenario id, id@version, or the beginning of a digest."""
        if is_file_name(name):
            return scenario_of_file(name)
        register = await self.register()
        scenario_id, _, version = name.partition("@")
        if not version and len(name) >= SHORT:
            found = [one for one in register.editions.values() if one.digest.startswith(name)]
            if len(found) == 1:
                return await self.kept(found[0])
        if version:
            return await self.kept(register.named(scenario_id, version))
        return await self.kept(register.editions[register.current(scenario_id).digest])

    async def listing(self) -> list[str]:
        """What was published when and by whom, and how many conversations are under way."""
        register = await self.register()
        counts = await self._database.read(under_way)
        return list(words.history(register, counts, self._zone)) or [
            "Nothing is published yet: start Prequal once, or publish a file."
        ]

    async def differences(self, old: str, new: str) -> list[str]:
        """What differs between two named versions, and whose verdict would change."""
        return await self.compared(*same_scenario(await self.named(old), await self.named(new)))

    async def compared(self, before: Scenario, after: Scenario) -> list[str]:
        """The same for two scenarios."""
        lines = list(words.differences(diff(before, after)))
        if before.kind is ScenarioKind.QUIZ and after.kind is ScenarioKind.QUIZ:
            keys = self._database.keys
            leads = await self._database.read(lambda c: judged_leads(c, keys, before.id))
            lines += words.verdicts(rejudge(before, after, leads))
        return lines

    async def report(self, scenario_id: str) -> list[str]:
        """The figures of the split under way, or of the last one."""
        register = await self.register()
        now = register.current(scenario_id)
        mine = [one for one in register.publications if one.scenario_id == scenario_id]
        split = next((one for one in reversed(mine) if one.rival), None)
        if split is None or split.rival is None:
            raise RegistryError(
                f"{scenario_id} was never split. Begin with:"
                f" prequal scenario split {scenario_id} VERSION VERSION"
            )
        first, second = [
            await self.kept(register.editions[digest]) for digest in (split.digest, split.rival)
        ]
        report = await split_report(self._database, split.number, first, second)
        since, state = self._shown(split.at), "under way" if split == now else "over"
        return [
            f"{scenario_id}: B for {split.share} % of people since {since}, {state}",
            *words.split_report(report),
        ]

    def _shown(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime(words.MOMENT)


def differences_of_files(old: str, new: str, reason: str) -> list[str] | None:
    """The same without a database, None unless both are files; `reason`: why it is not there."""
    if not (is_file_name(old) and is_file_name(new)):
        return None
    before, after = same_scenario(scenario_of_file(old), scenario_of_file(new))
    return [*words.differences(diff(before, after)), NOT_READ.format(reason=reason)]


def same_scenario(before: Scenario, after: Scenario) -> tuple[Scenario, Scenario]:
    """Both, if they are versions of one scenario."""
    if before.id != after.id:
        raise RegistryError(f"{before.id} and {after.id} are different scenarios.")
    return before, after


def is_file_name(name: str) -> bool:
    """Whether a name means a file; ids and digests hold neither dots nor slashes."""
    return name.endswith(SUFFIX) or "/" in name


def scenario_of_file(name: str) -> Scenario:
    """The scenario in a file. Raises `ScenarioErrors` and `RegistryError`."""
    path = Path(name)
    if not path.is_file():
        raise RegistryError(f"{name} is not there. Name a scenario file ({SUFFIX}).")
    return load_scenario(read_file(path), name=name)


def files_of(path: Path) -> Sequence[Path]:
    """The scenario files that a path means. Raises `RegistryError` when there are none."""
    if path.is_file():
        return [path]
    found = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else []
    if not found:
        raise RegistryError(f"{path} is no scenario file, and no folder with any ({SUFFIX}).")
    return found
