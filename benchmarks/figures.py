"""How benchmarks measure and print: percentiles, tables, FIGURE lines, one core, one disk."""

import gc
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

FLUSHES = 20
PYTHONS_OWN = gc.get_threshold()
"""When Python looks for cycles unless a program says otherwise."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; the nearest one that occurred."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def figure(name: str, value: float) -> None:
    """Print one line that a script can read."""
    print(f"FIGURE {name} {value:.3f}")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for first, *others in (header, *rows):
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]))


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Keep this thread, and the threads and processes it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def as_its_own_process(garbage: tuple[int, int, int]) -> None:
    """Nobody's rounds scan the others' objects, and each looks for garbage when it always does."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*garbage)


def flush_ms(folder: Path) -> float:
    """Median milliseconds that a written page takes to be safe on this disk."""
    taken = []
    with (folder / "flush").open("wb", buffering=0) as file:
        for _ in range(FLUSHES):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return median(taken) * 1000
