"""The contract of every registered format."""

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from aligner import formats
from aligner.bitext import Bead, Bitext, Document
from aligner.errors import InputError, UsageError
from aligner.formats.base import BeadSource, Format, Readable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "formats"))
from bitexts import bitext, bitexts, texts_of

SAMPLE = Path(__file__).resolve().parent.parent / "golden" / "formats" / "sample.bitext.jsonl"
NAMES = list(formats.FORMATS)
BINARY = {"xlsx", "docx", "epub", "parquet", "moses", "intertext"}
COMPRESSED = {"docx", "epub", "parquet", "moses", "intertext"}
NO_CONTROL_CHARACTERS = {"tmx", "xliff", "xlsx", "docx", "tei", "intertext"}
NO_SCORES = {"intertext"}
NO_OMISSIONS = {"tmx", "pairs"}
NO_ADDITIONS = NO_OMISSIONS | {"xliff", "xliff2", "po"}
READABLE = [name for name in NAMES if isinstance(formats.FORMATS.load(name), Readable)]
NUMBERED = [name for name in NAMES if isinstance(formats.FORMATS.load(name), BeadSource)]
WRITE_ONLY = set(NAMES) - set(READABLE) - set(NUMBERED)


def skip_write_only_formats(name):
    if name in WRITE_ONLY:
        pytest.skip(f"{name} is only written")


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")


@pytest.fixture(scope="module")
def sample():
    return formats.load(SAMPLE)


def written(bitext, name):
    stream = io.BytesIO()
    remarks = formats.write(bitext, stream, name)
    return stream.getvalue(), remarks


def test_names_of_formats_do_not_change():
    assert NAMES == [
        "tmx",
        "xliff",
        "xliff2",
        "po",
        "csv",
        "tsv",
        "xlsx",
        "docx",
        "epub",
        "html",
        "jsonl",
        "pairs",
        "parquet",
        "moses",
        "tei",
        "intertext",
        "pharaoh",
        "vecalign",
    ]


@pytest.mark.parametrize("name", NAMES)
class TestEveryFormat:
    def test_shows_the_face(self, name):
        assert isinstance(formats.FORMATS.load(name), Format)

    def test_has_a_summary_and_extensions_of_its_own(self, name):
        entry = formats.FORMATS.entries[name]
        assert entry.summary
        assert entry.extensions
        for extension in entry.extensions:
            assert formats.FORMATS.name_for_path(f"Folder.X/Report{extension.upper()}") == name

    def test_writes_utf8(self, name, sample):
        if name in BINARY:
            pytest.skip(f"{name} is no text")
        content, _ = written(sample, name)
        assert content.decode("utf-8")

    def test_the_same_bitext_gives_the_same_bytes(self, name, sample):
        assert written(sample, name) == written(formats.load(SAMPLE), name)

    def test_a_file_and_a_stream_hold_the_same(self, name, sample, tmp_path):
        path = tmp_path / f"out{formats.FORMATS.entries[name].extensions[0]}"
        remarks = formats.save(sample, path)
        assert (path.read_bytes(), remarks) == written(sample, name)
        assert list(tmp_path.iterdir()) == [path]

    def test_remarks_are_single_lines(self, name, sample):
        for remark in written(sample, name)[1]:
            assert remark == " ".join(remark.split())

    def test_to_overrides_the_extension(self, name, sample, tmp_path):
        path = tmp_path / "out.tmx"
        formats.save(sample, str(path), name)
        assert path.read_bytes() == written(sample, name)[0]

    def test_writes_a_bitext_without_beads(self, name):
        content, remarks = written(Bitext(Document("a", language="en"), Document("b", language="zh"), ()), name)
        assert remarks == ()
        if name in READABLE:
            assert formats.FORMATS.load(name).read(io.BytesIO(content), "empty").beads == ()

    def test_many_beads_are_streamed(self, name, sample):
        """No write is larger than a few buffers, so memory does not grow with the file."""
        if name in COMPRESSED:
            pytest.skip(f"{name} is compressed: repeated beads make a small file")

        class Counter(io.RawIOBase):
            largest = total = 0

            def writable(self):
                return True

            def write(self, content):
                self.largest, self.total = max(self.largest, len(content)), self.total + len(content)
                return len(content)

        stream = Counter()
        formats.write(Bitext(sample.source, sample.target, sample.beads * 2000), stream, name)
        assert stream.total > 10 * stream.largest

    def test_missing_file(self, name, tmp_path):
        skip_write_only_formats(name)
        read = formats.load if name in READABLE else formats.read_beads
        with pytest.raises(InputError, match="no such file: check the path"):
            read(tmp_path / "missing", name)

    def test_folder_in_place_of_a_file(self, name, tmp_path):
        skip_write_only_formats(name)
        read = formats.load if name in READABLE else formats.read_beads
        with pytest.raises(InputError, match="folder"):
            read(tmp_path, name)

    @pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "随便什么".encode("gb18030"), b"{]", b"<a>"])
    def test_a_file_of_another_kind_is_refused_by_name(self, name, content, tmp_path):
        skip_write_only_formats(name)
        path = tmp_path / "other"
        path.write_bytes(content)
        read = formats.load if name in READABLE else formats.read_beads
        with pytest.raises(InputError) as caught:
            read(path, name)
        assert caught.value.path == str(path)


@pytest.mark.parametrize("name", READABLE)
def test_texts_survive_if_the_format_holds_them(name, sample, tmp_path):
    path = tmp_path / "file"
    formats.save(sample, path, name)
    again = formats.load(path, name)
    pairs = [(sample.source_text(bead), sample.target_text(bead)) for bead in sample.beads]
    if name in NO_CONTROL_CHARACTERS:
        pairs = [(source.replace("\x08", ""), target) for source, target in pairs]
    pairs = [pair for pair in pairs if (pair[0] or name not in NO_ADDITIONS) and (pair[1] or name not in NO_OMISSIONS)]
    assert [(again.source_text(bead), again.target_text(bead)) for bead in again.beads] == pairs
    assert (again.source.language, again.target.language) == ("en", "zh")


@pytest.mark.parametrize("name", READABLE)
def test_a_second_round_trip_changes_nothing(name, sample, tmp_path):
    formats.save(sample, tmp_path / "first", name)
    once = formats.load(tmp_path / "first", name)
    formats.save(once, tmp_path / "second", name)
    twice = formats.load(tmp_path / "second", name)
    assert [(b.source, b.target, b.score, b.confidence, b.status) for b in twice.beads] == [
        (b.source, b.target, b.score, b.confidence, b.status) for b in once.beads
    ]
    assert twice.source.segments == once.source.segments
    assert twice.target.segments == once.target.segments


@pytest.mark.parametrize("name", NUMBERED)
def test_beads_survive(name, sample, tmp_path):
    path = tmp_path / "file"
    formats.save(sample, path, name)
    beads = formats.read_beads(path, name)
    assert [(bead.source, bead.target) for bead in beads] == [(bead.source, bead.target) for bead in sample.beads]
    if name in NO_SCORES:
        assert {bead.score for bead in beads} == {0.0}
        return
    assert [bead.score for bead in beads] == pytest.approx([bead.score for bead in sample.beads], abs=5e-5)


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(READABLE)))
def test_a_format_without_text_says_so(name, tmp_path):
    with pytest.raises(UsageError, match="no text"):
        formats.load(tmp_path / "file", name)


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(NUMBERED)))
def test_a_format_without_numbers_says_what_to_use_instead(name, tmp_path):
    with pytest.raises(UsageError, match="use one of csv, tsv, xlsx, jsonl, tei, intertext, vecalign"):
        formats.read_beads(tmp_path / "file", name)


def test_unknown_extension_names_the_choices(sample, tmp_path):
    with pytest.raises(UsageError) as caught:
        formats.save(sample, tmp_path / "out.odt")
    assert "--to" in str(caught.value)
    assert ".bitext.jsonl" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match=r"out\.odt"):
        formats.load(tmp_path / "out.odt")


def test_unknown_name(sample):
    with pytest.raises(UsageError, match="choose one of tmx, "):
        formats.write(sample, io.BytesIO(), "odt")


def test_the_bitext_saves_itself(sample, tmp_path):
    sample.save(tmp_path / "out.align")
    assert formats.read_beads(tmp_path / "out.align")[0] == Bead((0, 1), (0,), 0.8123)


def test_an_unknown_extension_is_read_as_beads(tmp_path):
    path = tmp_path / "001.someone"
    path.write_text("[0]:[]\n")
    assert formats.read_beads(path) == [Bead((0,), ())]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(made=bitexts())
def test_any_bitext_can_be_written_and_a_second_round_trip_changes_nothing(name, made):
    content, remarks = written(made, name)
    assert all(remark == " ".join(remark.split()) for remark in remarks)
    if name in READABLE:
        once = formats.FORMATS.load(name).read(io.BytesIO(content), "file")
        again = formats.FORMATS.load(name).read(io.BytesIO(written(once, name)[0]), "file")
        assert texts_of(again) == texts_of(once)


@pytest.mark.parametrize("name", READABLE)
def test_a_very_long_segment_survives(name):
    text = "字" * 100_000
    made = bitext([(["word " * 20_000 + "end"], [text])])
    if name == "xlsx":
        assert written(made, name)[1], "a cell holds 32,767 characters: what is cut must be said"
        return
    again = formats.FORMATS.load(name).read(io.BytesIO(written(made, name)[0]), "file")
    assert texts_of(again) == texts_of(made)
