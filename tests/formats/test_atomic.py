import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from bitexts import bitext

from aligner import formats
from aligner.errors import OutputError
from aligner.formats.atomic import replacing

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="permission bits and links as POSIX has them")
not_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def made():
    return bitext([(["Rain fell."], ["下雨了。"]), (["Then it cleared."], ["后来放晴了。"])])


class StopError(Exception):
    pass


@pytest.mark.parametrize("error", [StopError(), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
@pytest.mark.parametrize("existing", [None, b"old"])
def test_a_failure_leaves_the_old_file_unchanged(tmp_path, error, existing):
    path = tmp_path / "out.csv"
    if existing is not None:
        path.write_bytes(existing)

    def attempt():
        with replacing(path) as stream:
            stream.write(b"half a file")
            stream.flush()
            raise error

    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
        attempt()
    assert list(tmp_path.iterdir()) == ([] if existing is None else [path])
    if existing is not None:
        assert path.read_bytes() == existing


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_a_writer_that_fails_on_the_second_bead(tmp_path, made, name):
    """The second bead names a segment that does not exist."""
    from dataclasses import replace

    broken = replace(made, beads=(made.beads[0], replace(made.beads[1], source=("no number",))))
    path = tmp_path / "out"
    path.write_bytes(b"old")
    if name in ("jsonl", "vecalign"):
        broken = replace(made, beads=(made.beads[0], None))
    with pytest.raises((TypeError, AttributeError)):
        formats.save(broken, path, name)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@needs_posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_full_disk(made, name):
    with pytest.raises(OutputError, match=r"^/dev/full: the disk is full$"):
        formats.save(made, "/dev/full", name)


@needs_posix
def test_a_device_is_written_to_and_not_replaced(made):
    formats.save(made, os.devnull, "csv")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@needs_posix
def test_a_named_pipe_is_written_to(made, tmp_path):
    import threading

    pipe = tmp_path / "pipe.align"
    os.mkfifo(pipe)
    received = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    formats.save(made, pipe)
    reader.join(10)
    assert received == [b"[0]:[0]:0.5000\n[1]:[1]:0.5000\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@needs_posix
@pytest.mark.parametrize("name", list(formats.FORMATS))
@pytest.mark.parametrize("buffering", [0, -1])
def test_a_closed_pipe_is_not_an_output_error(made, name, buffering):
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "wb", buffering=buffering)
    with pytest.raises(BrokenPipeError):
        formats.write(made, stream, name)
    with suppress(BrokenPipeError):
        stream.close()


@needs_posix
def test_a_symbolic_link_is_kept(made, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    target, link = folder / "real.csv", tmp_path / "link.csv"
    target.write_bytes(b"old")
    link.symlink_to(target)
    formats.save(made, link)
    assert link.is_symlink()
    assert target.read_bytes() != b"old"
    assert sorted(folder.iterdir()) == [target]


@needs_posix
def test_the_target_of_a_dangling_link_is_created(made, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to("later.csv")
    formats.save(made, link)
    assert link.is_symlink()
    assert (tmp_path / "later.csv").is_file()


@needs_posix
def test_a_loop_of_symbolic_links(made, tmp_path):
    (tmp_path / "a.csv").symlink_to("b.csv")
    (tmp_path / "b.csv").symlink_to("a.csv")
    with pytest.raises(OutputError, match="loop"):
        formats.save(made, tmp_path / "a.csv")


@needs_posix
@pytest.mark.parametrize(("umask", "bits"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_gets_the_permissions_of_the_umask(made, tmp_path, umask, bits):
    before = os.umask(umask)
    try:
        formats.save(made, tmp_path / "out.tsv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.tsv").stat().st_mode) == bits


@needs_posix
def test_an_existing_file_keeps_its_permissions(made, tmp_path):
    path = tmp_path / "out.tsv"
    path.touch()
    path.chmod(0o660)
    formats.save(made, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_missing_folder(made, tmp_path):
    with pytest.raises(OutputError, match="the folder does not exist") as caught:
        formats.save(made, tmp_path / "no" / "such" / "out.csv")
    assert caught.value.path == str(tmp_path / "no" / "such" / "out.csv")
    assert caught.value.exit_code == 3


def test_a_folder_in_place_of_a_file(made, tmp_path):
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        formats.save(made, tmp_path / "out.csv")


def test_a_file_in_place_of_a_folder(made, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file, not a folder"):
        formats.save(made, tmp_path / "file" / "out.csv")


@pytest.mark.parametrize("name", ["", "a\0b.csv"])
def test_invalid_file_names(made, name):
    with pytest.raises(OutputError, match="not a file name"):
        formats.save(made, name, "csv")


def test_the_longest_file_name(made, tmp_path):
    formats.save(made, tmp_path / ("x" * 251 + ".csv"))
    with pytest.raises(OutputError, match="too long"):
        formats.save(made, tmp_path / ("x" * 300 + ".csv"))


@needs_posix
@not_root
def test_no_permission(made, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission"):
        formats.save(made, tmp_path / "out.csv")


@needs_posix
@not_root
def test_a_write_protected_file_is_not_replaced(made, tmp_path):
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    path.chmod(0o400)
    with pytest.raises(OutputError, match="write-protected"):
        formats.save(made, path)
    assert path.read_bytes() == b"old"


@needs_posix
def test_only_leftovers_of_killed_runs_are_removed(tmp_path):
    import fcntl

    old = {"own": ".aligner-0123456789ab.tmp", "other": ".aligner-x.tmp", "user": "notes.tmp"}
    new, held, link = (f".aligner-{digit * 12}.tmp" for digit in "abc")
    for name in (*old.values(), new, held):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / link).symlink_to(tmp_path / "notes.tmp")
    for name in (*old.values(), held):
        os.utime(tmp_path / name, (0, 0))
    with (tmp_path / held).open("rb+") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with replacing(tmp_path / "out.csv") as output:
            output.write(b"whole")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"out.csv", old["other"], old["user"], new, held, link}
