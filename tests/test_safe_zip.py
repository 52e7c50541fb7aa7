"""ZIP files that were made to do harm are refused early; ordinary ones are read."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from aligner.errors import InputError
from aligner.safe_zip import MAX_EXPANDED_BYTES, MAX_MEMBERS, Archive


def packed(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def declaring(content, size):
    """Return the archive with another uncompressed size written into its two headers."""
    local = content.index(b"PK\x03\x04")
    central = content.index(b"PK\x01\x02")
    lying = bytearray(content)
    struct.pack_into("<I", lying, local + 22, size)
    struct.pack_into("<I", lying, central + 24, size)
    return bytes(lying)


def zeros(megabytes):
    return b"\0" * (megabytes << 20)


def refused(content, member, words):
    """Check that the archive is refused in little time and 200 MB."""
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises(InputError, match=words) as caught:
            Archive(content, "a.docx").read(member)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert time.process_time() - started < 10
    assert peak < 200 << 20
    assert str(caught.value).startswith("a.docx: ")


def test_members_are_read():
    archive = Archive(packed({"a/b.xml": b"<b/>", "c": b"c" * 100_000}), "a.docx")
    assert archive.names == ("a/b.xml", "c")
    assert "a/b.xml" in archive
    assert archive.read("a/b.xml") == b"<b/>"
    assert archive.read("c") == b"c" * 100_000


def test_bomb_by_its_size():
    refused(packed({"x": zeros((MAX_EXPANDED_BYTES >> 20) + 1)}), "x", "expands too far")


def test_bomb_by_its_ratio():
    refused(packed({"x": zeros(20)}), "x", "expands too far")


@pytest.mark.parametrize("size", [10, 1 << 20, 0xFFFFFFF0])
def test_bomb_that_lies_about_its_size(size):
    refused(declaring(packed({"x": zeros(80)}), size), "x", "expands too far|damaged archive")


def test_many_members_that_are_large_together():
    incompressible = b"".join(struct.pack("<I", (number * 2_654_435_761) & 0xFFFFFFFF) for number in range(1 << 18))
    archive = Archive(packed(dict.fromkeys("abc", incompressible)), "a.docx", largest=(2 << 20) + 1)
    archive.read("a")
    archive.read("b")
    with pytest.raises(InputError, match="expands too far"):
        archive.read("c")


def test_bomb_within_an_archive_stays_packed():
    inner = packed({"x": zeros(20)})
    assert Archive(packed({"inner.zip": packed({"inner.zip": inner})}), "a.docx").read("inner.zip").startswith(b"PK")


def test_too_many_members():
    entry = b"PK\x01\x02" + b"\0" * 42
    refused(entry * (MAX_MEMBERS + 1), "x", "more than 10,000 members")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_stopped_halfway(method):
    refused(packed({"x": zeros(80)}, method), "x", "unusual compression|expands too far")
    refused(packed({"x": b"small"}, method), "x", "unusual compression")


def test_encrypted_member():
    content = bytearray(packed({"x": b"secret"}))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(content), "x", "encrypted")


@pytest.mark.parametrize("cut", [4, 40, 90])
def test_cut_off(cut):
    refused(packed({"x": b"text" * 100})[:cut], "x", "damaged archive")


def test_damaged_content():
    content = bytearray(packed({"x": bytes(range(256)) * 10}, zipfile.ZIP_STORED))
    content[100] ^= 0xFF
    refused(bytes(content), "x", "damaged archive")


def test_missing_member():
    refused(packed({"x": b""}), "y", "lacks y")
