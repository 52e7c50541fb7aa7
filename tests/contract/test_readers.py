"""The contract of every registered reader."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner.bitext import Document
from aligner.errors import AlignerError, InputError
from aligner.readers import READERS, read

NAMES = list(READERS)
DAMAGED_CONTENT = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 64,
    "a program": b"\x7fELF\x02\x01\x01" + b"\0" * 64,
    "half an archive": b"PK\x03\x04\x14\0\0\0\x08\0" + b"\xa5" * 50,
}


def loaded(name):
    try:
        return READERS.load(name)
    except (AlignerError, ImportError) as error:
        pytest.skip(f"the reader {name} is not installed: {error}")


@pytest.mark.parametrize("name", NAMES)
class TestEveryReader:
    def test_has_a_summary_and_extensions_of_its_own(self, name):
        entry = READERS.entries[name]
        assert entry.summary
        for extension in entry.extensions:
            assert READERS.name_for_path(f"Folder.X/Report{extension.upper()}") == name

    @pytest.mark.parametrize("kind", DAMAGED_CONTENT)
    def test_what_is_no_document_is_refused_in_one_line(self, name, kind, tmp_path):
        loaded(name)
        path = tmp_path / f"report{(READERS.entries[name].extensions or ('.x',))[0]}"
        path.write_bytes(DAMAGED_CONTENT[kind])
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.path == str(path)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 400 + len(str(path))

    def test_a_missing_file_and_a_folder(self, name, tmp_path):
        extension = (READERS.entries[name].extensions or (".x",))[0]
        with pytest.raises(InputError):
            read(tmp_path / f"missing{extension}")
        (tmp_path / f"folder{extension}").mkdir()
        with pytest.raises(InputError):
            read(tmp_path / f"folder{extension}")

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        content=st.one_of(
            st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
        )
    )
    def test_no_bytes_make_it_fall_over(self, name, content):
        reader = loaded(name)
        try:
            document = reader(content, "report")
        except AlignerError:
            return
        assert isinstance(document, Document)
        assert document.name == "report"
        for block in document.blocks:
            assert block.line >= 1
            assert all(0 <= start <= end <= len(block.text) for start, end, _, _ in block.inlines)
            assert all(0 <= offset <= len(block.text) for offset, _ in block.joins)
