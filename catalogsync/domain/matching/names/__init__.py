"""Widely known stage names, romanisations and translations of artists: one line each, names parted by ``|``.

After ``>`` stand members and regular voices, who may be credited beside the name without being guests.
"""

from __future__ import annotations

from catalogsync.domain.matching.names.chinese import CHINESE
from catalogsync.domain.matching.names.japanese import JAPANESE
from catalogsync.domain.matching.names.korean import KOREAN
from catalogsync.domain.matching.names.western import WESTERN

LINES = [line for part in (CHINESE, JAPANESE, KOREAN, WESTERN) for line in part.strip().splitlines()]

# Singing synthesisers: an unknown name beside them is the song's author, not a guest.
VOICES = (
    "初音ミク | 鏡音リン | 鏡音レン | 巡音ルカ | GUMI | KAITO | MEIKO | IA | v flower | 可不 | 重音テト | 結月ゆかり | 神威がくぽ | Lily | MAYU | 洛天依 | "
    "言和 | 乐正绫 | 乐正龙牙 | 墨清弦 | 星尘 | 心华 | 海伊 | 赤羽 | 诗岸 | 苍穹 | SeeU | UTAU | ONE | flower | 足立レイ | 歌愛ユキ | 音街ウナ"
)
