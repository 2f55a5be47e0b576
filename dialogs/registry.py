"""The scenario registry as values: which versions there are, and what new conversations begin with.

A publication is never changed; the last one of a scenario counts. What may be published is decided
here. Where the registry is kept is storage's business, what a text says the loader's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.conditions import did_you_mean
from dialogs.scenario import Scenario

SHORT = 8
"""How many characters of a digest name it, at least."""
NOTHING_YET = "start Prequal once, or publish a file"


class RegistryError(ValueError):
    """What was asked for can't be published or found; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A kept text of a scenario: the digest names it, the version is what its head says."""

    digest: str
    scenario_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Publication:
    """From `at` on, new conversations of the scenario begin with the text `digest`.

    In a split, `share` per cent of people (1 to 99) begin with `rival` instead. `number` grows
    with every publication; it names the split too.
    """

    number: int
    scenario_id: str
    digest: str
    at: datetime
    by: str
    rival: str | None = None
    share: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """Every kept edition by digest, and every publication in order."""

    editions: Mapping[str, Edition]
    publications: Sequence[Publication]

    def newest(self) -> Mapping[str, Publication]:
        """The publication that counts, by scenario id."""
        return {one.scenario_id: one for one in self.publications}

    def published(self, scenario_id: str) -> tuple[Edition, ...]:
        """The editions that were ever published, the most recently published last."""
        digests: dict[str, None] = {}
        for one in self.publications:
            for digest in (one.digest, one.rival) if one.scenario_id == scenario_id else ():
                if digest is not None:
                    digests.pop(digest, None)
                    digests[digest] = None
        return tuple(self.editions[digest] for digest in digests)

    def greatest(self, scenario_id: str) -> int:
        """The greatest version that was ever published, 0 for none."""
        return max((one.version for one in self.published(scenario_id)), default=0)

    def current(self, scenario_id: str) -> Publication:
        """The publication that counts. Raises `RegistryError` for a scenario never published."""
        newest = self.newest()
        if scenario_id not in newest:
            hint = did_you_mean(scenario_id, frozenset(newest)) if newest else NOTHING_YET
            raise RegistryError(f"No scenario {scenario_id!r} is published ({hint}).")
        return newest[scenario_id]

    def named(self, scenario_id: str, name: str) -> Edition:
        """The published edition with that version, or whose digest begins so.

        Raises `RegistryError` when there is none. A version published with several texts (before
        it was forbidden) means the latest of them.
        """
        self.current(scenario_id)
        known = self.published(scenario_id)
        for one in reversed(known):
            if name == str(one.version) or (len(name) >= SHORT and one.digest.startswith(name)):
                return one
        versions = ", ".join(str(version) for version in sorted({one.version for one in known}))
        raise RegistryError(
            f"{scenario_id} has no version {name}; there are: {versions}."
            " See `prequal scenario list`."
        )

    def before(self, scenario_id: str) -> Edition:
        """What was published for everybody before what is now. Raises `RegistryError` if nothing.

        During a split that is the version the rival is compared with.
        """
        now = self.current(scenario_id)
        if now.rival is not None:
            return self.editions[now.digest]
        earlier = [
            one
            for one in self.publications
            if one.scenario_id == scenario_id and one.digest != now.digest
        ]
        if not earlier:
            raise RegistryError(
                f"{scenario_id} has only ever had one version: nothing to go back to."
            )
        return self.editions[earlier[-1].digest]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which scenarios are to be published, and what to say about the others."""

    new: tuple[Scenario, ...]
    notices: tuple[str, ...]


def plan_publication(scenarios: Iterable[Scenario], register: Register) -> Plan:
    """What publishing these means. Raises `RegistryError` naming every text that can't be."""
    new: list[Scenario] = []
    notices: list[str] = []
    refused: list[str] = []
    newest = register.newest()
    for one in scenarios:
        now = newest.get(one.id)
        if now is not None and now.digest == one.digest and now.rival is None:
            notices.append(f"{one.id} {one.version} is published already.")
        elif any(known.digest == one.digest for known in register.published(one.id)):
            refused.append(
                f"{one.id} {one.version} was published before. To return to it:"
                f" prequal scenario rollback {one.id} {one.version}"
            )
        elif one.version <= (greatest := register.greatest(one.id)):
            refused.append(
                f"{one.id} says version {one.version}, and {greatest} was published already"
                f" with another text. Write version: {greatest + 1} in the file's head."
            )
        else:
            new.append(one)
    if refused:
        raise RegistryError("\n".join(refused))
    return Plan(tuple(new), tuple(notices))


def plan_start(files: Iterable[Scenario], register: Register) -> Plan:
    """Which scenario files a starting program publishes; a notice for each that it passes over.

    A file goes live when its scenario is new, or when its version is greater than every published
    one and no split is under way. A start never goes back to an older text, and never undoes what
    somebody has decided since.
    """
    new: list[Scenario] = []
    notices: list[str] = []
    newest = register.newest()
    for one in files:
        now = newest.get(one.id)
        if now is None:
            new.append(one)
            continue
        if one.digest in (now.digest, now.rival):
            continue
        current = register.editions[now.digest].version
        greatest = register.greatest(one.id)
        if one.version > greatest:
            if now.rival is None:
                new.append(one)
                continue
            why = "a split is under way; end it, then publish the file"
        elif any(known.digest == one.digest for known in register.published(one.id)):
            why = f"version {current} was chosen since; `prequal scenario rollback` changes that"
        elif one.version == greatest:
            why = f"its text differs from the published version {greatest}; write {greatest + 1}"
        else:
            why = f"version {greatest} is published already; write {greatest + 1}"
        notices.append(
            f"The file of {one.id} (version {one.version}) is not used: {why}."
            f" New conversations begin with version {current}."
        )
    return Plan(tuple(new), tuple(notices))
