"""`make bench`: the durable turn beside a plain aiogram form, and the start of the program."""

import asyncio

from benchmarks import start, turns


async def main() -> None:
    """Measure everything, one after another."""
    await turns.measure()
    print()
    await start.measure()


if __name__ == "__main__":
    asyncio.run(main())
