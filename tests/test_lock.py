"""Where the state may be: not where other machines write too."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.lock import NetworkedStateError, hold_lock, refuse_network
from bot.mounts import find_file_system

MOUNTS = """\
/dev/root / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
server:/export /mnt/share nfs4 rw 0 0
//server/b /mnt/with\\040space cifs rw 0 0
/dev/disk /mnt/share/local xfs rw 0 0
me@host: /home/me/far fuse.sshfs rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    file = tmp_path / "mounts"
    file.write_text(MOUNTS)
    return file


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/doblest", "ext4"),
        ("/run/x", "tmpfs"),
        ("/mnt/share", "nfs4"),
        ("/mnt/share/deep/er", "nfs4"),
        ("/mnt/sharendipity", "ext4"),
        ("/mnt/share/local/x", "xfs"),
        ("/mnt/with space/x", "cifs"),
        ("/home/me/far/x", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_counts(mounts: Path, folder: str, kind: str) -> None:
    assert find_file_system(Path(folder), mounts) == kind


@pytest.mark.parametrize("folder", ["/mnt/share/x", "/mnt/with space", "/home/me/far"])
def test_a_state_on_the_network_is_refused_with_a_way_out(mounts: Path, folder: str) -> None:
    with pytest.raises(NetworkedStateError, match="DOBLEST_STATE to a local disk"):
        refuse_network(Path(folder) / "doblest.sqlite3", mounts)


def test_a_local_disk_is_fine(tmp_path: Path, mounts: Path) -> None:
    refuse_network(Path("/var/lib/doblest/doblest.sqlite3"), mounts)
    refuse_network(tmp_path / "x", tmp_path / "no-such-list")
    with hold_lock(tmp_path / "state" / "doblest.sqlite3"):
        pass
