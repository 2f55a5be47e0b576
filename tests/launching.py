"""Launchers: processes that import the program once and fork a life for each line they read."""

import sys

QUICKLY = (
    "from bot.app.quick_start import import_aiogram_quickly; import_aiogram_quickly();"
    "from {module} import main; main()"
)


def launcher(module: str, *words: str) -> tuple[str, ...]:
    """The command that runs `main` of a module as `prequal run` starts: quickly."""
    return (sys.executable, "-c", QUICKLY.format(module=module), *words)
