"""The register of exclusive clients: its file, read with the place of every mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dialogs.findings import Finding, ScenarioErrors, Severity, in_order
from dialogs.reading.companies import is_inn
from dialogs.reading.places.cities import known_cities
from dialogs.scenario import Scenario
from dialogs.source import Entries, Items, Mark, Scalar, Tree, read_source
from leads.exclusivity import register_file
from leads.exclusivity.register import BadRegister, Exclusives
from leads.exclusivity.register_file import Known, read_register

SETTING = "EXCLUSIVITY_FILE"
CODE = "exclusivity"


def load_register(
    file: str, scenarios: Iterable[Scenario], *, managers: Sequence[int]
) -> Exclusives:
    """The register of `file`. `BadRegister` says what to mend, OSError when it can't be read."""
    register, findings = check_register(Path(file), scenarios)
    if findings:
        listed = "\n".join(str(one) for one in findings)
        raise BadRegister(f"{SETTING}: {listed}")
    if not managers:
        raise BadRegister(f"{SETTING}: a manager decides on conflicts. Set MANAGER_IDS.")
    return register


def check_register(path: Path, scenarios: Iterable[Scenario]) -> tuple[Exclusives, list[Finding]]:
    """What the file says, and everything that is wrong with it. OSError."""
    name = path.as_posix()
    try:
        tree = read_source(path.read_text(encoding="utf-8"), name=name)
    except ScenarioErrors as errors:
        return Exclusives(), list(errors.findings)
    except UnicodeDecodeError:
        return Exclusives(), [_finding(name, Mark(1, 1), "this is not UTF-8", "save it as UTF-8")]
    marks: dict[register_file.Path, Mark] = {}
    twice: list[Finding] = []
    raw = _plain(tree, (), marks, twice, name)
    register, mistakes = read_register(raw, _known(scenarios))
    found = [_finding(name, _mark(one.path, marks), one.message, one.fix) for one in mistakes]
    return register, in_order([*twice, *found])


def _known(scenarios: Iterable[Scenario]) -> Known:
    options: dict[str, frozenset[str]] = {}
    products: frozenset[str] = frozenset()
    for scenario in scenarios:
        for slot in scenario.slots.values():
            ids = frozenset(option.id for option in slot.options)
            if ids:
                options[slot.id] = options.get(slot.id, frozenset()) | ids
            if slot.id == scenario.product_slot:
                products |= ids
    return Known(options, products, known_cities(), is_inn)


def _plain(
    tree: Tree,
    path: register_file.Path,
    marks: dict[register_file.Path, Mark],
    twice: list[Finding],
    name: str,
) -> object:
    """The tree as plain data; the place of every value, and keys that are there twice, beside."""
    marks.setdefault(path, tree.mark)
    match tree:
        case Scalar(value=value) if type(value) is int and tree.text != str(value):
            return tree.text  # an INN that begins with 0
        case Scalar():
            return tree.value
        case Items(items=items):
            return [_plain(one, (*path, n), marks, twice, name) for n, one in enumerate(items)]
        case Entries(entries=entries):
            plain: dict[str, object] = {}
            for entry in entries:
                if entry.key in plain:
                    text = f"{entry.key!r} is there twice"
                    twice.append(_finding(name, entry.mark, text, "keep one of them"))
                marks[(*path, entry.key)] = entry.mark
                plain[entry.key] = _plain(entry.value, (*path, entry.key), marks, twice, name)
            return plain


def _mark(path: register_file.Path, marks: Mapping[register_file.Path, Mark]) -> Mark:
    """Where that value stands, else whatever holds it."""
    while path and path not in marks:
        path = path[:-1]
    return marks.get(path, Mark(1, 1))


def _finding(name: str, mark: Mark, message: str, fix: str) -> Finding:
    return Finding(CODE, Severity.ERROR, name, mark.line, mark.column, message, fix)
