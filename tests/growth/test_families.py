"""Texts and files that are made to cost time: the processor time grows as the size does, never as its square."""

import json
from dataclasses import replace

import growth
import pytest
from growth import assert_linear

from aligner.readers import READERS
from aligner.readers.messages import CATALOGUES
from aligner.readers.text import document_of

TEXTS = {
    "one long word": "a",
    "one long line": "The lamp is lit. ",
    "one long line of Chinese": "灯亮了。",
    "numbers with points": "1.1.1.1",
    "links that are not closed": "[a](",
    "opening brackets": "[",
    "emphasis that is not closed": "*a ",
    "code that is not closed": "`a",
    "tags that are not closed": "<a ",
    "quotations within quotations": "> ",
    "a row of a table": "|a",
    "spaces": " ",
    "line ends": "\n",
    "full stops": ".",
    "ellipses": "…",
    "opening quotation marks": "“",
    "entities": "&a;",
    "backslashes": "\\",
    "braces": "{{",
    "numerals": "零",
}
READ = {"text": 200_000, "markdown": 12_000, "html": 100_000, "asciidoc": 40_000, "subtitles": 100_000, "rst": 8_000}


@pytest.mark.parametrize("reader", READ)
@pytest.mark.parametrize("family", TEXTS)
def test_readers_of_text(reader, family):
    read, unit = READERS.load(reader), TEXTS[family]
    assert_linear(lambda size: read((unit * (size // len(unit))).encode(), "a"), READ[reader])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("family", TEXTS)
def test_segmenting(language, family):
    from aligner.segmenters import segment
    from aligner.settings import SegmentSettings

    unit = TEXTS[family]

    def call(size):
        document = replace(document_of(f"A 灯.\n{unit * (size // len(unit))}", "a"), language=language)
        segment(document, SegmentSettings())

    assert_linear(call, 10_000)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("family", TEXTS)
def test_numbers(language, family):
    from aligner.languages.numbers import quantities

    unit = TEXTS[family]
    assert_linear(lambda size: quantities(unit * (size // len(unit)), language), 5_000)


NESTED = {
    "json": lambda size: '{"a": ' + "[" * size + "]" * size + "}",
    "yaml": lambda size: "a: " + "[" * size + "]" * size,
    "android": lambda size: "<resources>" + "<b>" * size + "</b>" * size + "</resources>",
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting_in_catalogues(name):
    assert_linear(lambda size: list(CATALOGUES.load(name)(NESTED[name](size).encode(), "a")), 20_000)


WIDE = {
    "json": lambda size: json.dumps({f"k{number}": "the lamp" for number in range(size)}),
    "yaml": lambda size: "".join(f"k{number}: the lamp\n" for number in range(size // 8)),
    "properties": lambda size: "".join(f"k{number} = the lamp \\\n  on\n" for number in range(size // 2)),
    "apple": lambda size: "".join(f'"k{number}" = "the lamp";\n' for number in range(size // 2)),
    "gettext": lambda size: "".join(f'msgid "k{number}"\nmsgstr "灯"\n\n' for number in range(size // 8)),
}


@pytest.mark.parametrize("name", WIDE)
def test_large_catalogues(name):
    assert_linear(lambda size: list(CATALOGUES.load(name)(WIDE[name](size).encode(), "a")), 8_000)


HTML_NESTED = ("<div>", "<b>", "<ul><li>", "<table><tr><td>", "<a href=x>", "<p>")


@pytest.mark.parametrize("unit", HTML_NESTED)
def test_nested_pages(unit):
    read = READERS.load("html")
    assert_linear(lambda size: read((unit * (size // len(unit)) + "灯 lit").encode(), "a"), 20_000)


def test_a_dotted_key_of_a_hundred_thousand_characters(tmp_path):
    from aligner.settings_file import load_settings

    path = tmp_path / "aligner.toml"

    def call(size):
        path.write_text("a." * (size // 2) + "b = 1\n", encoding="utf-8")
        load_settings(path)

    assert_linear(call, 25_000)


@pytest.mark.parametrize("extension", [".csv", ".tsv"])
def test_a_row_of_a_hundred_thousand_columns(extension, tmp_path):
    from aligner.formats import load

    path = tmp_path / f"wide{extension}"
    mark = "," if extension == ".csv" else "\t"

    def call(size):
        path.write_text(f"en{mark}zh\nlamp{mark}灯{mark * size}\n", encoding="utf-8")
        load(path)

    assert_linear(call, 25_000)


def test_long_units_of_a_memory(tmp_path):
    from aligner.formats import load

    path = tmp_path / "long.tmx"

    def call(size):
        inside = '<bpt i="1"/>a<ept i="1"/>' * (size // 25)
        units = f'<tu><tuv xml:lang="en"><seg>{inside}</seg></tuv><tuv xml:lang="zh"><seg>灯</seg></tuv></tu>'
        path.write_text(f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>', encoding="utf-8")
        load(path)

    assert_linear(call, 25_000)


PAIRED = {
    "one line against many": lambda size: (["灯亮了。"], ["The lamp is lit."] * size),
    "many lines against one": lambda size: (["灯亮了。"] * size, ["The lamp is lit."]),
    "one long segment on each side": lambda size: (["灯亮了" * size], ["the lamp is lit " * size]),
}


@pytest.mark.parametrize("family", PAIRED)
@pytest.mark.parametrize("model", ["length", "bundled"])
def test_aligning(family, model):
    from aligner import align_texts
    from aligner.embedders import load_embedder
    from aligner.settings import EmbedSettings, Settings

    embedder = load_embedder(model)
    settings = Settings(embed=EmbedSettings(model=model))
    # beyond the size up to which all cells are visited
    assert_linear(lambda size: align_texts(*PAIRED[family](size), settings, embedder=embedder), 2_500)


CHECKED = ("the lamp 5 is lit ", "a`b` ", "[a](http://b.c/d) ", "<b>x</b> ", "{name} ", "5% ", "not ")


@pytest.mark.parametrize("unit", CHECKED)
def test_rules_of_the_check(unit):
    from aligner import check
    from aligner.bitext import Bead, Bitext
    from aligner.pipeline import document_of_segments

    def call(size):
        source, target = unit * (size // len(unit)), f"灯 {unit}" * (size // len(unit) // 2)
        documents = (
            replace(document_of_segments([text], name), language=language)
            for text, name, language in ((source, "a", "en"), (target, "b", "zh"))
        )
        check(Bitext(*documents, (Bead((0,), (0,), 0.5, 0.9),)))

    assert_linear(call, 6_000)


@pytest.mark.parametrize("lines", [100_000, 400_000])
def test_equal_lines_on_both_sides_visit_a_bounded_number_of_cells(lines):
    """Without a single anchor the corridor widens with the text up to a bound; beyond it, only its length grows."""
    import numpy

    from aligner.alignment.corridor import diagonal_corridor

    lengths = numpy.arange(lines + 1, dtype=float) * 12
    assert diagonal_corridor(lengths, lengths).cells <= 70_000_000 + 301 * lines


# the measurement itself


@pytest.fixture
def spend(monkeypatch):
    """Return a function that lets a clock of the test go on."""
    clock = [0.0]
    monkeypatch.setattr(growth, "process_time", lambda: clock[0])

    def go_on(seconds):
        clock[0] += seconds

    return go_on


@pytest.mark.parametrize("share", [0.1, 0.3, 1.0, 1e9])
def test_quadratic_time_is_found(share, spend):
    """The share is that of the quadratic part in the time for the smaller size, compared with the linear part."""
    with pytest.raises(AssertionError, match=r"times$"):
        assert_linear(lambda size: spend(size / 100 + share * (size / 100) ** 2), 100)


@pytest.mark.parametrize("slower", [1.0, 1.2, 1.7])
def test_linear_time_is_not(slower, spend):
    """Other work or a smaller cache slows calls above some size down."""
    assert_linear(lambda size: spend(size * (slower if size > 100 else 1)), 100)
    assert_linear(lambda size: spend(size * (slower if size > 400 else 1)), 100)
