"""Downloads from a server that breaks connections, ignores ranges, changes the file, or does not have it."""

import hashlib
import threading

import pytest

from aligner.corpora import CorpusFile, download
from aligner.errors import InputError, OutputError


@pytest.fixture
def registry_file(server):
    """Return a function that creates the registry entry of the file."""

    def make(name="corpus.bin", **facts):
        content = server.behaviour.content
        known = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return CorpusFile(server.address, name, **{**known, **facts})

    return make


def get(file, folder, **options):
    return download(file, folder, pause=0.001, **options)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_downloaded_completely(server, registry_file, tmp_path):
    told = []
    found = get(registry_file(), tmp_path / "new" / "folder", progress=lambda done, size: told.append((done, size)))
    assert found.path.read_bytes() == server.behaviour.content
    assert (found.is_checked, found.is_new, found.size) == (True, True, len(server.behaviour.content))
    assert names(found.path.parent) == ["corpus.bin"]
    assert told == sorted(told)
    assert told[-1] == (found.size, found.size)


def test_an_existing_file_is_not_downloaded_again(server, registry_file, tmp_path):
    get(registry_file(), tmp_path)
    assert not get(registry_file(), tmp_path).is_new
    assert len(server.behaviour.requests) == 1


def test_a_different_file_of_this_name_is_not_replaced(server, registry_file, tmp_path):
    (tmp_path / "corpus.bin").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="another file of this name"):
        get(registry_file(), tmp_path)
    assert (tmp_path / "corpus.bin").read_text(encoding="utf-8") == "mine"


def test_a_download_is_resumed_after_broken_connections(server, registry_file, tmp_path):
    server.behaviour.breaks_after = 100_000
    found = get(registry_file(), tmp_path)
    assert found.path.read_bytes() == server.behaviour.content
    assert server.behaviour.requests == ["", *(f"bytes={n}00000-" for n in range(1, 6))]
    assert names(tmp_path) == ["corpus.bin"]


def test_a_download_is_resumed_in_a_later_run(server, registry_file, tmp_path):
    class StoppedError(Exception):
        pass

    def stop(done, size):
        if done > 200_000:
            raise StoppedError

    with pytest.raises(StoppedError):
        get(registry_file(), tmp_path, progress=stop)
    assert names(tmp_path) == ["corpus.bin.part", "corpus.bin.part.json"]
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content
    assert int(server.behaviour.requests[-1].removeprefix("bytes=").removesuffix("-")) > 200_000


def test_a_server_without_ranges_sends_the_whole_file(server, registry_file, tmp_path):
    server.behaviour.takes_ranges = False
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 2
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content


def test_parts_of_two_versions_are_not_joined(server, tmp_path):
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 5
    file = CorpusFile(server.address, "corpus.bin")

    def change(done, size):
        if server.behaviour.version == '"1"' and done >= 100_000:
            server.behaviour.version = '"2"'
            server.behaviour.content = server.behaviour.content[::-1]

    assert get(file, tmp_path, progress=change).path.read_bytes() == server.behaviour.content


def test_without_version_and_checksum_the_download_starts_again(server, tmp_path):
    server.behaviour.version = ""
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 2
    assert get(CorpusFile(server.address, "c.bin"), tmp_path).path.read_bytes() == server.behaviour.content
    assert server.behaviour.requests == ["", "", ""]


def test_the_download_ends_after_repeated_failures_without_progress(server, registry_file, tmp_path):
    server.behaviour.takes_ranges = False
    server.behaviour.breaks_after = 100_000
    with pytest.raises(InputError, match=r"connection broke.*the same command resumes"):
        get(registry_file(), tmp_path)
    assert names(tmp_path) == ["corpus.bin.part", "corpus.bin.part.json"]


def test_a_wrong_range_is_detected(server, registry_file, tmp_path):
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 1
    server.behaviour.wrong_range = True
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_complete_part_is_recognised(server, registry_file, tmp_path):
    (tmp_path / "corpus.bin.part").write_bytes(server.behaviour.content)
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_part_that_is_too_long_is_downloaded_again(server, registry_file, tmp_path):
    (tmp_path / "corpus.bin.part").write_bytes(server.behaviour.content + b"more")
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_part_of_another_file_is_detected(server, registry_file, tmp_path):
    (tmp_path / "corpus.bin.part").write_bytes(b"something else")
    with pytest.raises(InputError, match="was deleted"):
        get(registry_file(), tmp_path)
    assert names(tmp_path) == []
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content


@pytest.mark.parametrize(
    "facts", [{"sha256": "0" * 64}, {"sha256": "", "md5": "0" * 32}, {"size": 17}, {"sha256": "", "size": 17}]
)
@pytest.mark.parametrize("has_length", [True, False])
def test_a_mismatch_leaves_no_file(server, registry_file, tmp_path, facts, has_length):
    server.behaviour.has_length = has_length
    with pytest.raises(InputError, match="was deleted"):
        get(registry_file(**facts), tmp_path)
    assert names(tmp_path) == []


def test_a_web_page_instead_of_an_archive_is_refused(server, tmp_path):
    server.behaviour.content = b"<html>please log in</html>"
    with pytest.raises(InputError, match="perhaps a web page"):
        get(CorpusFile(server.address, "corpus.zip"), tmp_path)
    assert names(tmp_path) == []


def test_without_a_checksum_the_sha256_is_reported(server, tmp_path):
    found = get(CorpusFile(server.address, "corpus.bin"), tmp_path)
    assert not found.is_checked
    assert found.sha256 == hashlib.sha256(server.behaviour.content).hexdigest()


def test_an_md5_is_compared(server, registry_file, tmp_path):
    md5 = hashlib.md5(server.behaviour.content, usedforsecurity=False).hexdigest()
    assert get(registry_file(sha256="", md5=md5), tmp_path).is_checked


@pytest.mark.parametrize(
    ("status", "message"), [(404, "no longer has this file"), (403, "refuses it"), (410, "no longer has")]
)
def test_a_refusal_is_final(server, registry_file, tmp_path, status, message):
    server.behaviour.statuses = [status]
    with pytest.raises(InputError, match=message):
        get(registry_file(), tmp_path)
    assert len(server.behaviour.requests) == 1
    assert "corpus.bin" not in names(tmp_path)


def test_a_busy_server_gets_another_request(server, registry_file, tmp_path):
    server.behaviour.statuses = [503, 429, 500]
    assert get(registry_file(), tmp_path).path.read_bytes() == server.behaviour.content


def test_an_unreachable_server(registry_file, server, tmp_path):
    file = registry_file()
    server.shutdown()
    server.server_close()
    with pytest.raises(InputError, match="cannot be reached"):
        get(file, tmp_path)


def test_an_empty_file(server, tmp_path):
    server.behaviour.content = b""
    assert get(CorpusFile(server.address, "empty.bin"), tmp_path).size == 0


def test_a_folder_that_cannot_be_created(registry_file, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError):
        get(registry_file(), tmp_path / "file")


def test_two_processes_do_not_write_the_same_part(server, registry_file, tmp_path):
    pytest.importorskip("fcntl")
    begun, go_on = threading.Event(), threading.Event()

    def wait(done, size):
        begun.set()
        go_on.wait(10)

    first = threading.Thread(target=get, args=(registry_file(), tmp_path), kwargs={"progress": wait})
    first.start()
    assert begun.wait(10)
    with pytest.raises(OutputError, match="another program is downloading"):
        get(registry_file(), tmp_path)
    go_on.set()
    first.join(10)
    assert (tmp_path / "corpus.bin").read_bytes() == server.behaviour.content
