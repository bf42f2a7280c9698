from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.adapters.store.place import looks_like_network_filesystem

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
nas:/music /mnt/nas nfs4 rw 0 0
//nas/x /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/nas/local xfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/catalog.db", None),
        ("/mnt/nas/catalog.db", "nfs4"),
        ("/mnt/my share/catalog.db", "cifs"),
        ("/mnt/nas/local/catalog.db", None),
        ("/mnt/nasty/catalog.db", None),
    ],
)
def test_the_nearest_mount_decides(tmp_path: Path, path: str, kind: str | None) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)

    assert looks_like_network_filesystem(Path(path), mounts) == kind


def test_where_mounts_cannot_be_read_nothing_is_claimed(tmp_path: Path) -> None:
    assert looks_like_network_filesystem(tmp_path, tmp_path / "none") is None
