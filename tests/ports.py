"""Ports for servers that have to be told theirs."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

_CHANCE = random.SystemRandom()


def free_port() -> int:
    """A port nobody listens on, from below those that systems hand out by themselves to whoever listens or connects."""
    while True:
        port = _CHANCE.randrange(15_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
