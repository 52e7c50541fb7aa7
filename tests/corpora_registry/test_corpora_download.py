"""Downloads from a server that breaks connections, ignores ranges, changes the file, or has none."""

import hashlib
import threading

import pytest

from aligner.corpora import CorpusFile, download
from aligner.errors import InputError, OutputError


@pytest.fixture
def wanted(server):
    """Return a function that makes the file's entry in the registry."""

    def make(name="corpus.bin", **facts):
        content = server.behaviour.content
        known = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return CorpusFile(server.address, name, **{**known, **facts})

    return make


def get(file, folder, **options):
    return download(file, folder, pause=0.001, **options)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole(server, wanted, tmp_path):
    told = []
    found = get(wanted(), tmp_path / "new" / "folder", progress=lambda done, size: told.append((done, size)))
    assert found.path.read_bytes() == server.behaviour.content
    assert (found.is_checked, found.is_new, found.size) == (True, True, len(server.behaviour.content))
    assert names(found.path.parent) == ["corpus.bin"]
    assert told == sorted(told)
    assert told[-1] == (found.size, found.size)


def test_what_is_there_is_not_downloaded_again(server, wanted, tmp_path):
    get(wanted(), tmp_path)
    assert not get(wanted(), tmp_path).is_new
    assert len(server.behaviour.requests) == 1


def test_another_file_of_the_name_is_left_alone(server, wanted, tmp_path):
    (tmp_path / "corpus.bin").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="another file of this name"):
        get(wanted(), tmp_path)
    assert (tmp_path / "corpus.bin").read_text(encoding="utf-8") == "mine"


def test_broken_connections_are_taken_up(server, wanted, tmp_path):
    server.behaviour.breaks_after = 100_000
    found = get(wanted(), tmp_path)
    assert found.path.read_bytes() == server.behaviour.content
    assert server.behaviour.requests == ["", *(f"bytes={n}00000-" for n in range(1, 6))]
    assert names(tmp_path) == ["corpus.bin"]


def test_a_download_goes_on_in_a_later_run(server, wanted, tmp_path):
    class StoppedError(Exception):
        pass

    def stop(done, size):
        if done > 200_000:
            raise StoppedError

    with pytest.raises(StoppedError):
        get(wanted(), tmp_path, progress=stop)
    assert names(tmp_path) == ["corpus.bin.part", "corpus.bin.part.json"]
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content
    assert int(server.behaviour.requests[-1].removeprefix("bytes=").removesuffix("-")) > 200_000


def test_a_server_without_ranges_begins_anew(server, wanted, tmp_path):
    server.behaviour.takes_ranges = False
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 2
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_file_that_changed_meanwhile_is_not_put_together_of_two(server, tmp_path):
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 5
    file = CorpusFile(server.address, "corpus.bin")

    def change(done, size):
        if server.behaviour.version == '"1"' and done >= 100_000:
            server.behaviour.version = '"2"'
            server.behaviour.content = server.behaviour.content[::-1]

    assert get(file, tmp_path, progress=change).path.read_bytes() == server.behaviour.content


def test_without_a_version_and_a_checksum_nothing_is_put_together(server, tmp_path):
    server.behaviour.version = ""
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 2
    assert get(CorpusFile(server.address, "c.bin"), tmp_path).path.read_bytes() == server.behaviour.content
    assert server.behaviour.requests == ["", "", ""]


def test_a_server_that_breaks_always_at_the_same_place_is_given_up(server, wanted, tmp_path):
    server.behaviour.takes_ranges = False
    server.behaviour.breaks_after = 100_000
    with pytest.raises(InputError, match=r"connection broke.*the same command goes on"):
        get(wanted(), tmp_path)
    assert names(tmp_path) == ["corpus.bin.part", "corpus.bin.part.json"]


def test_a_wrong_range_is_noticed(server, wanted, tmp_path):
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 1
    server.behaviour.wrong_range = True
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_complete_part_is_recognised(server, wanted, tmp_path):
    (tmp_path / "corpus.bin.part").write_bytes(server.behaviour.content)
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_part_that_is_too_long_is_begun_anew(server, wanted, tmp_path):
    (tmp_path / "corpus.bin.part").write_bytes(server.behaviour.content + b"more")
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content


def test_a_part_of_something_else_is_found_out(server, wanted, tmp_path):
    (tmp_path / "corpus.bin.part").write_bytes(b"something else")
    with pytest.raises(InputError, match="thrown away"):
        get(wanted(), tmp_path)
    assert names(tmp_path) == []
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content


@pytest.mark.parametrize(
    "facts", [{"sha256": "0" * 64}, {"sha256": "", "md5": "0" * 32}, {"size": 17}, {"sha256": "", "size": 17}]
)
@pytest.mark.parametrize("has_length", [True, False])
def test_a_mismatch_leaves_nothing(server, wanted, tmp_path, facts, has_length):
    server.behaviour.has_length = has_length
    with pytest.raises(InputError, match="thrown away"):
        get(wanted(**facts), tmp_path)
    assert names(tmp_path) == []


def test_a_page_in_place_of_an_archive_is_refused(server, tmp_path):
    server.behaviour.content = b"<html>please log in</html>"
    with pytest.raises(InputError, match="maybe a web page"):
        get(CorpusFile(server.address, "corpus.zip"), tmp_path)
    assert names(tmp_path) == []


def test_without_a_checksum_it_is_told(server, tmp_path):
    found = get(CorpusFile(server.address, "corpus.bin"), tmp_path)
    assert not found.is_checked
    assert found.sha256 == hashlib.sha256(server.behaviour.content).hexdigest()


def test_an_md5_is_compared(server, wanted, tmp_path):
    md5 = hashlib.md5(server.behaviour.content, usedforsecurity=False).hexdigest()
    assert get(wanted(sha256="", md5=md5), tmp_path).is_checked


@pytest.mark.parametrize(
    ("status", "said"), [(404, "no such file any more"), (403, "refuses it"), (410, "no such file")]
)
def test_a_refusal_is_final(server, wanted, tmp_path, status, said):
    server.behaviour.statuses = [status]
    with pytest.raises(InputError, match=said):
        get(wanted(), tmp_path)
    assert len(server.behaviour.requests) == 1
    assert "corpus.bin" not in names(tmp_path)


def test_a_busy_server_is_asked_again(server, wanted, tmp_path):
    server.behaviour.statuses = [503, 429, 500]
    assert get(wanted(), tmp_path).path.read_bytes() == server.behaviour.content


def test_no_server(wanted, server, tmp_path):
    file = wanted()
    server.shutdown()
    server.server_close()
    with pytest.raises(InputError, match="cannot be reached"):
        get(file, tmp_path)


def test_an_empty_file(server, tmp_path):
    server.behaviour.content = b""
    assert get(CorpusFile(server.address, "empty.bin"), tmp_path).size == 0


def test_a_folder_that_cannot_be_made(wanted, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError):
        get(wanted(), tmp_path / "file")


def test_two_programs_do_not_write_one_part(server, wanted, tmp_path):
    pytest.importorskip("fcntl")
    begun, go_on = threading.Event(), threading.Event()

    def wait(done, size):
        begun.set()
        go_on.wait(10)

    first = threading.Thread(target=get, args=(wanted(), tmp_path), kwargs={"progress": wait})
    first.start()
    assert begun.wait(10)
    with pytest.raises(OutputError, match="another program is downloading"):
        get(wanted(), tmp_path)
    go_on.set()
    first.join(10)
    assert (tmp_path / "corpus.bin").read_bytes() == server.behaviour.content
