"""Round numbers for axes. Pure."""

from __future__ import annotations

from math import floor, log10

NOTHING = 1e-9


def ticks(top: float, many: int = 4) -> list[float]:
    """0 and about `many` round steps up to `top` or just above it; [0, 1] for nothing."""
    if top < NOTHING:
        return [0.0, 1.0]
    rough = top / many
    ten: float = 10.0 ** floor(log10(rough))
    step = next(each * ten for each in (1, 2, 2.5, 5, 10) if each * ten >= rough * 0.999)
    found = [0.0]
    while found[-1] < top * 0.999:
        found.append(found[-1] + step)
    return found
