"""One slip of the fingers: a letter missed, added, changed, or two neighbours swapped."""

from collections.abc import Iterable


def one_slip(typed: str, known: str) -> bool:
    """Whether exactly one slip lies between two words."""
    if typed == known or abs(len(typed) - len(known)) > 1:
        return False
    same = next(
        (at for at, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b),
        min(len(typed), len(known)),
    )
    left, right = typed[same:], known[same:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]


def nearest(typed: str, known: Iterable[str], *, shortest: int) -> list[str]:
    """The known words of at least `shortest` letters that are one slip away."""
    if len(typed) < shortest:
        return []
    return [word for word in known if len(word) >= shortest and one_slip(typed, word)]
