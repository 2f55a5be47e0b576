"""`make bench`: the durable turn, the intake of forms, and the start of the program."""

import asyncio

from benchmarks import intake, start, turns


async def main() -> None:
    """Measure everything, one after another."""
    await turns.measure()
    print()
    await intake.measure()
    print()
    await start.measure()


if __name__ == "__main__":
    asyncio.run(main())
