"""Ports for servers whose address must be known before they listen.

A port that the system gave away and took back may be given to anybody else before it is listened
on. These are below those that it gives away by itself, and each process of a run begins elsewhere.
"""

import itertools
import os
import socket

FIRST, MANY = 20_000, 12_000
APART = 97  # a process needs fewer
_wanted = itertools.count(os.getpid() * APART)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, nor will before its server does."""
    while True:
        port = FIRST + next(_wanted) % MANY
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
