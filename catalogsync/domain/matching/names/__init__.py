"""Widely known stage names, romanisations and translations of artists: one line each, names parted by ``|``.

After ``>`` stand members and regular voices, who may be credited beside the name without being guests.
"""

from __future__ import annotations

from catalogsync.domain.matching.names.chinese import CHINESE
from catalogsync.domain.matching.names.japanese import JAPANESE
from catalogsync.domain.matching.names.korean import KOREAN
from catalogsync.domain.matching.names.western import WESTERN

LINES = [line for part in (CHINESE, JAPANESE, KOREAN, WESTERN) for line in part.strip().splitlines()]
