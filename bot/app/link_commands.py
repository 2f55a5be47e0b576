"""`prequal link …`: links with their codes, and links that invite an existing base. Thin."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.app.refusal import refuse
from bot.app.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from bot.app.link_desk import LinkFiles

app = typer.Typer(no_args_is_help=True, help="Links to the bot: make, list, print, invite a base.")

T = TypeVar("T")
BotName = Annotated[str, typer.Option("--bot", help="Name of the bot; asked of Telegram without.")]
File = Annotated[Path | None, typer.Option(help="Write the QR code there: .png or .svg.")]


@app.command()
def new(
    channel: Annotated[str, typer.Argument(help="site, ads, email, event, referral, or any word.")],
    name: Annotated[str, typer.Argument(help="What reports call it.")],
    product: Annotated[str, typer.Option(help="Id of the product that it offers.")] = "",
    cold: Annotated[bool, typer.Option("--cold", help="We wrote first: the cold funnel.")] = False,
    quiz: Annotated[str, typer.Option(help="Id of the scenario that it opens.")] = "",
    code: File = None,
    bot: BotName = "",
) -> None:
    """Make a link; a running bot knows it at once."""
    _run(lambda files: files.make(channel, name, product, quiz, code, cold=cold), bot)


@app.command()
def partner(
    partner_id: Annotated[str, typer.Argument(help="Id of the partner, as PARTNERS_FILE says.")],
    code: File = None,
    bot: BotName = "",
) -> None:
    """Show the link by which a partner brings clients; each has one."""
    _run(lambda files: files.of_partner(partner_id, code), bot)


@app.command("list")
def list_(bot: BotName = "") -> None:
    """List the links that were made, and what they have brought so far."""
    _run(lambda files: files.listing(), bot)


@app.command("code")
def code_(
    link: Annotated[str, typer.Argument(help="Code of a link, or of a campaign of the file.")],
    file: Annotated[Path, typer.Argument(help="Where to: .png for a screen, .svg for print.")],
    bot: BotName = "",
) -> None:
    """Write the QR code of a link to a file."""
    _run(lambda files: files.write_code(link, file), bot)


@app.command()
def people(
    file: Annotated[Path, typer.Argument(help="The CSV to write, for a mailing tool.")],
    every: Annotated[
        bool, typer.Option("--all", help="Also those who came already, and when.")
    ] = False,
    bot: BotName = "",
) -> None:
    """Write a personal link for everybody of an imported base; tells who came."""
    _run(lambda files: files.invite(file, every=every), bot)


def _run(act: Callable[[LinkFiles], Awaitable[str]], bot: str) -> None:
    from bot.app.link_desk import LinkRefused, with_links
    from storage.errors import DatabaseError

    try:
        print(asyncio.run(with_links(load_settings(), bot, act)))
    except (SettingsError, DatabaseError, LinkRefused) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename} can't be written: {error.strerror}.")
