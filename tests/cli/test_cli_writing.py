"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from mycelium.cli.writing import write_file
from mycelium_ir.diagnostics import MyceliumError


def test_a_new_file_and_nothing_beside_it(tmp_path):
    write_file(tmp_path / "a.myc", "mycelium 1\n")
    assert (tmp_path / "a.myc").read_text() == "mycelium 1\n"
    assert os.listdir(tmp_path) == ["a.myc"]


def test_permissions_are_kept(tmp_path):
    path = tmp_path / "a.sh"
    path.write_text("old")
    path.chmod(0o750)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o750


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_and_not_replaced():
    write_file(Path(os.devnull), "gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.myc"
    path.write_text("old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MyceliumError, match="no space left") as caught:
        write_file(path, "new")
    assert caught.value.code == "MYC232"
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.myc"]


@pytest.mark.parametrize(
    ("name", "hint"), [("no/such/folder/a.myc", "mkdir -p"), (".", "name a file")]
)
def test_what_cannot_be_written_says_why(tmp_path, name, hint):
    with pytest.raises(MyceliumError, match=hint):
        write_file(tmp_path / name, "text")
