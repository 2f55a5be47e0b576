"""Commands of the operator about keys and proof: `prequal rotate-keys | consents`. Thin."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.app.refusal import refuse
from bot.app.settings import SettingsError, load_settings


def rotate_keys(
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Take the older keys out of the key file at the end.")
    ] = False,
) -> None:
    """Encrypt all personal data with a new key. Stop the bot before."""
    from bot.app.data_desk import rotate_all
    from storage.errors import DatabaseError
    from storage.key_file import drop_older_keys

    try:
        settings = load_settings()
        changed = asyncio.run(rotate_all(settings))
        dropped = drop_older_keys(settings.encryption_key_file) if drop_old else 0
    except (SettingsError, DatabaseError) as error:
        refuse(str(error))
    print(f"{changed} rows are encrypted with the new key.")
    if drop_old:
        print(f"{dropped} older keys were dropped: backups made before need their own copy.")
    else:
        print("The older keys stay in the key file. Copy the file to where you keep its backup.")


def consents(
    telegram_id: Annotated[int, typer.Argument(help="Telegram id of the person.")],
) -> None:
    """Prove what a person agreed to and took back, even after they were erased."""
    from bot.app.data_desk import ledger_of
    from storage.errors import DatabaseError

    try:
        lines = asyncio.run(ledger_of(load_settings(), telegram_id))
    except (SettingsError, DatabaseError) as error:
        refuse(str(error))
    print("\n".join(lines) if lines else "Nothing is known of that person's consents.")
