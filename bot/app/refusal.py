"""How a command ends that can't do what it was asked: one sentence, exit status 2."""

from __future__ import annotations

import sys
from typing import NoReturn


def refuse(message: str) -> NoReturn:
    """Say why on standard error, and end the program."""
    print(message, file=sys.stderr)
    sys.exit(2)
