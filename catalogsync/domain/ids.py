"""Natural ids: a thing on a platform is known by (platform, remote id), a stream by `kind:platform:remote_id`."""

from __future__ import annotations

from typing import NamedTuple

PLATFORMS = ("netease", "qq", "kuwo", "migu", "qianqian", "kugou")
"""Every platform this program knows, by its own name for it."""

COLLECTING_PLATFORMS = ("netease", "qq", "kuwo")
"""The platforms whose playlist square and toplists can be collected."""


class Key(NamedTuple):
    """A song or playlist as one platform knows it. Written `platform:remote_id`."""

    platform: str
    remote_id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.remote_id}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read `platform:remote_id`; ValueError when it is not of that form."""
        platform, colon, remote_id = text.partition(":")
        if not colon or platform not in PLATFORMS or not remote_id:
            raise ValueError(f"{text!r} is not platform:remote_id")
        return cls(platform, remote_id)


def stream_id(kind: str, key: Key) -> str:
    """The id of the stream of that kind for a thing on a platform, `song:netease:186016`."""
    return f"{kind}:{key.platform}:{key.remote_id}"


def key_of(stream: str) -> Key:
    """The key inside a `kind:platform:remote_id` stream id."""
    _, platform, remote_id = stream.split(":", 2)
    return Key(platform, remote_id)
