"""Where the `prequal` command begins: the bot is started here, all else is `bot.app.commands`.

A start needs neither a parser nor what the other commands work with: nothing is imported before it
is known that it is wanted.
"""

from __future__ import annotations

import contextlib
import gc
import sys


def main() -> None:
    """Entry point of the `prequal` command."""
    if sys.argv[1:] == ["run"]:
        with contextlib.suppress(KeyboardInterrupt):  # also while it is still being imported
            run()
        return
    from bot.app.commands import app

    app()


def run() -> None:
    """Start the bot: in the browser sandbox without BOT_TOKEN, in Telegram with it."""
    gc.disable()  # a start makes little garbage; collecting begins when the program is built
    import asyncio

    from bot.app.quick_start import import_aiogram_quickly

    import_aiogram_quickly()
    from bot.app.refusal import refuse
    from bot.app.runtime import StartError, serve
    from bot.app.settings import SettingsError, load_settings

    gc.freeze()  # so that the first collection looks only through what was built

    try:
        settings = load_settings()
        asyncio.run(serve(settings, announce=print))
    except (SettingsError, StartError) as error:
        refuse(str(error))
    finally:
        gc.enable()
