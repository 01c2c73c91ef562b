"""Which file system a file is on: SQLite's locks cannot be trusted over a network."""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/mounts")
NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs"}
    | {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.ceph-fuse"}
)
"""Types of file systems that other machines may write to at the same time."""


def find_file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """The type of the file system that holds a path, such as ext4; empty where nobody says."""
    if not mounts.exists():
        return ""
    place, found, longest = path.resolve(), "", -1
    for line in mounts.read_text("utf-8", "replace").splitlines():
        _, point, kind = line.split(" ")[:3]
        folder = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), point))
        # Of two mounts on one point the later one is seen.
        if place.is_relative_to(folder) and len(folder.parts) >= longest:
            found, longest = kind, len(folder.parts)
    return found
