"""Settings from aligner.toml and pyproject.toml."""

import pytest

from aligner.errors import InputError, UsageError
from aligner.settings import Settings
from aligner.settings_file import load_settings

CASES_OF_ERRORS = [
    ('[segment]\nlevl = "sentence"\n', "unknown key 'segment.levl': did you mean 'segment.level'?"),
    ('level = "sentence"\n', "unknown key 'level': did you mean 'segment.level'?"),
    ("[segments]\n", "unknown key 'segments': did you mean 'segment'?"),
    ("[zzzz]\n", "unknown key 'zzzz': known are read, segment, embed, align"),
    ('[segment]\nlevel = "word"\n', "segment.level = 'word' does not fit: expected 'sentence' or 'paragraph'"),
    ('[align]\nmax_span = "8"\n', "align.max_span = '8' does not fit: expected a whole number"),
    ("[align]\nmax_span = true\n", "align.max_span = True does not fit: expected a whole number"),
    ("[align]\nmax_span = 17\n", "align: max_span is 17: choose 1 to 16"),
    ('[read]\nsource-language = "fr"\n', "read: source_language is 'fr': choose one of en, zh"),
    ("[segment\n", "the settings are not valid TOML"),
]


@pytest.fixture
def write(tmp_path):
    def write_file(text, name="aligner.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def test_a_file_overrides_the_defaults_it_names(write):
    path = write('[segment]\nlevel = "paragraph"\n[read]\ntarget-language = "zh"\n[align]\nmax-span = 3\n')
    settings = load_settings(path)
    assert settings.segment.level == "paragraph"
    assert settings.segment.segmenter == "auto"
    assert settings.read.target_language == "zh"
    assert settings.read.source_language is None
    assert settings.align.max_span == 3


@pytest.mark.parametrize(("text", "message"), CASES_OF_ERRORS)
def test_errors_name_file_and_key(write, text, message):
    path = write(text)
    with pytest.raises(UsageError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot read the settings"):
        load_settings(tmp_path / "none.toml")


def test_a_file_with_another_encoding_is_an_input_error(tmp_path):
    (tmp_path / "a.toml").write_bytes(b'[embed]\nmodel = "\xff"\n')
    with pytest.raises(InputError, match="not UTF-8"):
        load_settings(tmp_path / "a.toml")


def test_the_nearest_file_above_is_found(write, tmp_path):
    write('[segment]\nsegmenter = "lines"\n')
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "one" / "two"
    inner.mkdir(parents=True)
    assert load_settings(folder=inner).segment.segmenter == "lines"


def test_pyproject_counts_only_with_our_table(write, tmp_path):
    write("[tool.aligner.align]\nmax_span = 2\n", "pyproject.toml")
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert load_settings(folder=inner).align.max_span == 2


def test_our_own_file_comes_before_pyproject(write, tmp_path):
    write("[tool.aligner.align]\nmax_span = 2\n", "pyproject.toml")
    write("[align]\nmax_span = 4\n")
    assert load_settings(folder=tmp_path).align.max_span == 4


def test_no_file_gives_the_defaults(tmp_path):
    assert load_settings(folder=tmp_path) == Settings()
