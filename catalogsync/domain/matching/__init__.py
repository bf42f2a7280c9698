"""Which search hit is the same recording as the one wanted."""

from __future__ import annotations

from catalogsync.domain.matching.query import search_text
from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.score import RULES_VERSION, score
from catalogsync.domain.matching.values import Recording, Score, Verdict

__all__ = ["RULES_VERSION", "Recording", "Score", "Verdict", "rank", "score", "search_text"]
