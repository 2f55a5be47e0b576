"""`prequal scenario new`: files written from a template, never over somebody's work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bot.app.refusal import refuse
from dialogs.conditions import did_you_mean
from dialogs.document.json_schema import json_schema
from dialogs.document.templates import good_name, trades, written

SCHEMA = "scenario.schema.json"
HEAD = f"# yaml-language-server: $schema=./{SCHEMA}\n"


def begin(name: str, template: str, folder: Path) -> Iterator[str]:
    """Write the template's files; yields what to tell. Refuses before anything is written."""
    if template not in trades():
        refuse(f"There is no template {template!r}: {did_you_mean(template, frozenset(trades()))}")
    if not good_name(name):
        refuse(f"{name!r} can't begin an id. Use letters, digits, - and _, a letter first.")
    texts = {folder / file: HEAD + text for file, text in written(template, name).items()}
    taken = [path for path in texts if path.exists()]
    if taken:
        refuse(f"{taken[0]} is there already. Choose another name, or another folder with --to.")
    texts[folder / SCHEMA] = json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(f"{error.filename} can't be written ({error.strerror}). Name a folder with --to.")
    yield from (f"{path} written" for path in texts)
    yield ""
    yield "Make it yours, then:"
    yield f"  prequal check {folder}"
    yield f"  prequal play {folder / f'{name}-quiz.yaml'}"
    yield f"To serve it: SCENARIOS_DIR={folder} QUIZ={name}-quiz prequal run"
