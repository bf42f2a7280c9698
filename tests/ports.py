"""Ports for servers that have to be told theirs."""

from __future__ import annotations

import os
import random
import socket
from contextlib import suppress

_CHANCE = random.SystemRandom()
_LOWEST, _EACH, _PARTS = 15_000, 1_000, 17
_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on, from below those that systems hand out by themselves to whoever listens or connects.

    Tests that run side by side draw from parts of their own, and none twice: what is found free here is only listened on
    when a server has started, seconds later.
    """
    side = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or _PARTS - 1) % _PARTS
    while True:
        port = _LOWEST + side * _EACH + _CHANCE.randrange(_EACH)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            if port not in _given:
                _given.add(port)
                return port
