"""Where a store lies: SQLite's locks and shared memory do not work over most network file systems."""

from __future__ import annotations

from pathlib import Path

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afpfs", "fuse.sshfs", "davfs", "ncpfs", "ceph"}
)
MOUNTS = Path("/proc/self/mounts")


def looks_like_network_filesystem(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of network file system the path is on (`nfs4`), None for a local one or where it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    real, best, kind = path.resolve(), Path("/"), ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # Later mounts hide earlier ones at the same point.
        if real.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, fields[2]
    return kind if kind in NETWORK else None
