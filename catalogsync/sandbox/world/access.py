"""What a platform lets a caller do with a song, and what is wrong with its file."""

from __future__ import annotations

from enum import StrEnum

from catalogsync.sandbox.chance import below, chance, pick


class Access(StrEnum):
    """How a platform offers a song. Everything but FREE is refused to an anonymous caller in its own way."""

    FREE = "free"
    VIP = "vip"
    TRIAL = "trial"
    ALBUM = "album"
    GREY = "grey"
    REGION = "region"
    PROMPT = "prompt"
    ENCRYPTED = "encrypted"


class Defect(StrEnum):
    """What is wrong with a file that is handed out as if it were whole."""

    NONE = ""
    TRUNCATED = "truncated"
    OTHER_LENGTH = "wrong-duration"


SAMPLE = 0
"""One recording is listed everywhere, free in every quality a stranger may have there, with words and without any trap: what clients are shown
first, and what stands in for a song that cannot be read from a sealed request."""

RESTRICTIONS: dict[str, tuple[Access, ...]] = {
    "netease": (Access.VIP, Access.TRIAL, Access.ALBUM, Access.GREY, Access.REGION),
    "qq": (Access.VIP, Access.TRIAL, Access.GREY, Access.REGION, Access.ENCRYPTED),
    "kuwo": (Access.PROMPT, Access.TRIAL, Access.GREY, Access.REGION, Access.ENCRYPTED, Access.VIP),
    "kugou": (Access.VIP, Access.TRIAL, Access.GREY, Access.REGION, Access.ENCRYPTED),
    "migu": (Access.VIP, Access.TRIAL, Access.GREY, Access.REGION),
    "qianqian": (Access.VIP, Access.TRIAL, Access.GREY, Access.REGION),
}
"""Which restrictions a platform has its own way of telling."""


def listed(seed: str, platform: str, recording: int) -> bool:
    """Is the recording on the platform at all? Each platform misses about one in nine."""
    return recording == SAMPLE or not chance(11, seed, platform, recording, "missing")


def access(seed: str, platform: str, recording: int) -> Access:
    """Three in four recordings are free everywhere, most others somewhere, a few nowhere."""
    if recording == SAMPLE:
        return Access.FREE
    fate = below(100, seed, recording, "fate")
    walled = fate >= 95 or (fate >= 74 and chance(55, seed, platform, recording, "walled"))
    return pick(RESTRICTIONS[platform], seed, platform, recording, "how") if walled else Access.FREE


def defect(seed: str, platform: str, recording: int) -> Defect:
    """About three files in a hundred are not what they claim to be."""
    if recording == SAMPLE:
        return Defect.NONE
    luck = below(100, seed, platform, recording, "defect")
    return Defect.TRUNCATED if luck == 0 else Defect.OTHER_LENGTH if luck in (1, 2) else Defect.NONE
