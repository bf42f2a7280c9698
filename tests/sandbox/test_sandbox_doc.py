"""docs/sandbox.md names every size, trap, account, fault and control page there is."""

from __future__ import annotations

from pathlib import Path

from catalogsync.sandbox import SIZES
from catalogsync.sandbox.control import Control
from catalogsync.sandbox.describe import ACCOUNTS
from catalogsync.sandbox.faults import KINDS
from catalogsync.sandbox.platforms.base import __doc__ as about_routes
from catalogsync.sandbox.world.access import Access, Defect
from catalogsync.sandbox.world.playlists import SPECIAL
from catalogsync.sandbox.world.recordings import DERIVED_VERSIONS
from catalogsync.sandbox.world.songs import NEAR_LENGTH, TEXT_TRAPS

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")


def test_every_word_a_caller_can_use_is_in_the_docs() -> None:
    traps = [*TEXT_TRAPS, NEAR_LENGTH, *DERIVED_VERSIONS, *Access, *(defect for defect in Defect if defect)]
    words = {*SIZES, *KINDS, *SPECIAL, *(str(trap) for trap in traps if trap != Access.FREE)}

    assert [] == sorted(word for word in words if f"`{word}`" not in PAGE)


def test_every_account_is_in_the_docs() -> None:
    assert [] == [
        cookie for cookies in ACCOUNTS.values() for cookie in cookies.values() if cookie not in PAGE
    ]


def test_every_size_is_told_as_it_is() -> None:
    for name, size in SIZES.items():
        assert (
            f"| `{name}` | {size.playlists:,} | {size.songs:,} | {size.tracks[0]} to {size.tracks[1]} |"
            in PAGE
        )


def test_every_control_page_and_operation_is_in_the_docs() -> None:
    told = [line.split("`")[1] for line in (Control.__doc__ or "").splitlines() if "/_sandbox/" in line]
    paths = {line.split()[1].split("?")[0] for line in told}

    assert paths
    assert [] == sorted(path for path in paths if path not in PAGE)
    assert "`cdn`" in (about_routes or "")
