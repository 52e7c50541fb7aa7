"""``aligner align``: its output streams and exit codes; the aligning itself is a fake."""

import importlib
import json
from dataclasses import replace

import click
import pytest
from click.testing import CliRunner

from aligner.bitext import Bead, Bitext, Block, Document, Removal, Segment
from aligner.cli.group import group
from aligner.errors import InputError


def document(name, language, texts, removed=()):
    blocks = tuple(Block(text, line) for line, text in enumerate(texts, 1))
    segments = tuple(Segment(text, number, 0, len(text), number + 1) for number, text in enumerate(texts))
    return Document(name, blocks, language, segments, removed)


BITEXT = Bitext(
    document("a.txt", "en", ["One.", "Two.", "Three."], (Removal("Page\x1b 1", 7, "stands at the foot of 4 pages"),)),
    document("b.txt", "zh", ["一。", "二和三。", "四。"]),
    (Bead((0,), (0,), 0.9, 0.98), Bead((1, 2), (1,), 0.7, 0.9), Bead((), (2,), 0.0, 0.6)),
    signature="model+settings",
    warnings=("these do not look like translations of each other",),
)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Replace the aligning by a fake, and return the list of its requests."""
    calls = []

    def fake(source, target, settings, *, anchors, progress):
        calls.append((source, target, settings, anchors))
        progress("embedding", 0.5)
        return BITEXT

    monkeypatch.setattr(importlib.import_module("aligner.cli.align"), "align_files", fake)
    monkeypatch.chdir(tmp_path)
    return calls


@pytest.fixture
def failing(monkeypatch, asked):
    """Return a function that makes the aligning raise an error."""

    def fail(error):
        def fake(*_, **__):
            raise error

        monkeypatch.setattr(importlib.import_module("aligner.cli.align"), "align_files", fake)

    return fail


def call(*arguments):
    return CliRunner().invoke(group, ["align", "a.txt", "b.txt", *arguments])


def test_every_output_is_written_and_named(asked, tmp_path):
    result = call("-o", "out.tmx", "-o", "out.csv")
    assert result.exit_code == 0
    assert (tmp_path / "out.tmx").stat().st_size > 0
    assert (tmp_path / "out.csv").stat().st_size > 0
    assert result.stdout == ""
    assert "written     out.tmx (tmx)" in result.stderr
    assert "written     out.csv (csv)" in result.stderr


def test_the_summary_table(asked):
    lines = call("-o", "out.csv").stderr.splitlines()
    assert "sentences   3        3" in lines
    assert "unaligned   0        1 (33.3%)" in lines
    assert "removed     1 line   0 lines" in lines
    assert "beads       3: 1 of 0-1, 1 of 1-1, 1 of 2-1" in lines
    assert "confidence  0.94 on average" in lines


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("a.txt", "b.md"), "encoding    utf-8    utf-8"),
        (("a.docx", "b.txt"), "encoding             utf-8"),
        (("a.docx", "b.pdf"), None),
    ],
)
def test_an_encoding_is_shown_for_text_only(asked, monkeypatch, names, line):
    sides = [replace(side, name=name) for side, name in zip((BITEXT.source, BITEXT.target), names, strict=True)]
    made = replace(BITEXT, source=sides[0], target=sides[1])
    monkeypatch.setattr(importlib.import_module("aligner.cli.align"), "align_files", lambda *_, **__: made)
    shown = [each for each in call("-o", "out.csv").stderr.splitlines() if each.startswith("encoding")]
    assert [" ".join(each.split()) for each in shown] == ([" ".join(line.split())] if line else [])


def test_warnings_come_even_when_quiet(asked):
    result = call("-o", "out.csv", "--quiet")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "aligner: warning: these do not look like translations of each other\n"


def test_without_an_output_the_first_pairs_are_shown(asked):
    result = call()
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:4] == [
        "1-1  0.98  One.",
        "           一。",
        "2-1  0.90  Two. Three.",
        "           二和三。",
    ]
    assert "(nothing)" in result.stdout
    assert "Nothing saved. To save:\n  aligner align a.txt b.txt -o" in result.stderr


@pytest.mark.parametrize("arguments", [["-o", "-", "--to", "csv"], ["--to", "csv"]])
def test_standard_output_has_only_the_result(asked, arguments):
    result = call(*arguments)
    assert result.exit_code == 0
    assert result.stdout.lstrip("\ufeff").startswith("id,shape,source,target,score,confidence")
    assert "confidence  0.94" in result.stderr


def test_json(asked):
    result = call("-o", "out.csv", "--json", "--explain")
    summary = json.loads(result.stdout)
    assert summary["beads"] == 3
    assert summary["shapes"] == {"0-1": 1, "1-1": 1, "2-1": 1}
    assert summary["source"] == {
        "path": "a.txt",
        "language": "en",
        "encoding": "utf-8",
        "segments": 3,
        "unaligned": 0,
        "removed": 1,
        "removed_by_reason": {"stands at the foot of 4 pages": 1},
        "removals": [{"line": 7, "text": "Page\x1b 1", "reason": "stands at the foot of 4 pages"}],
    }
    assert summary["target"]["unaligned"] == 1
    assert summary["mean_confidence"] == 0.94
    assert summary["signature"] == "model+settings"
    assert [output["path"] for output in summary["outputs"]] == ["out.csv"]
    assert "beads  " not in result.stderr


def test_explain_lists_what_was_removed_and_why(asked):
    lines = call("-o", "out.csv", "--explain").stderr.splitlines()
    assert "source a.txt: 1 line removed" in lines
    assert "  line 7: Page\ufffd 1  [stands at the foot of 4 pages]" in lines
    assert "target b.txt: nothing removed" in lines


def test_flags_override_the_settings_file(asked, tmp_path):
    (tmp_path / "aligner.toml").write_text(
        '[segment]\nlevel = "paragraph"\nsegmenter = "lines"\n[align]\nmax_span = 2\n', encoding="utf-8"
    )
    call("--level", "sentence", "--model", "some/model", "--source-lang", "zh", "--encoding", "gb18030", "--two-level")
    ((source, target, settings, _),) = asked
    assert (source, target) == ("a.txt", "b.txt")
    assert settings.segment.level == "sentence"
    assert settings.segment.segmenter == "lines"
    assert settings.align.max_span == 2
    assert settings.align.two_level
    assert settings.embed.model == "some/model"
    assert settings.read.source_language == "zh"
    assert settings.read.target_language is None
    assert settings.read.encoding == "gb18030"


USAGE_ERRORS = [
    (["-o", "out.xyz"], "its extension is no output format"),
    (["-o", "-"], "-o - needs --to"),
    (["--to", "tmz"], "unknown format 'tmz'"),
    (["-o", "-", "--to", "csv", "--json"], "--json and -o -"),
    (["--quiet"], "--quiet without -o"),
    (["--level", "word"], "'word' is not one of"),
    (["--max-span", "17"], "17 is not in the range"),
    (["--nonsense"], "--nonsense"),
    (["third.txt"], "third.txt"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE_ERRORS)
def test_wrong_usage_gives_exit_code_2_before_the_work(asked, arguments, message):
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.startswith("aligner: error: ")
    assert result.stdout == ""
    assert asked == []


def test_both_sides_must_differ(asked):
    result = CliRunner().invoke(group, ["align", "-", "-"])
    assert result.exit_code == 2
    assert "SOURCE and TARGET are both standard input" in result.stderr


def test_a_missing_folder_gives_exit_code_3_before_the_work(asked):
    result = call("-o", "none/out.csv")
    assert result.exit_code == 3
    assert "none/out.csv: the folder 'none' does not exist" in result.stderr
    assert asked == []


def test_an_input_error_is_one_line(failing, tmp_path):
    failing(InputError("this is a binary file", path="a.txt"))
    result = call("-o", "out.csv")
    assert result.exit_code == 3
    assert result.stderr == "aligner: error: a.txt: this is a binary file\n"
    assert not (tmp_path / "out.csv").exists()


def test_a_fault_of_the_program_is_one_line_without_debug(failing):
    failing(ZeroDivisionError("division\nby zero"))
    result = call("-o", "out.csv")
    assert result.exit_code == 4
    (line,) = result.stderr.splitlines()
    assert line.startswith("aligner: error: unexpected ZeroDivisionError: division by zero; run it again with --debug")


@pytest.mark.parametrize(("error", "code"), [(ZeroDivisionError("zero"), 4), (InputError("bad", path="a.txt"), 3)])
def test_debug_shows_the_traceback_and_keeps_the_code(failing, error, code):
    failing(error)
    result = call("-o", "out.csv", "--debug")
    assert result.exit_code == code
    assert "Traceback (most recent call last)" in result.stderr


def test_an_interruption_is_one_line(failing):
    failing(KeyboardInterrupt())
    result = call("-o", "out.csv")
    assert result.exit_code == 130
    assert result.stderr.strip() == "aligner: error: interrupted"


def test_a_closed_pipe_is_not_an_error(failing):
    failing(BrokenPipeError())
    result = call("--to", "csv")
    assert result.exit_code == 141
    assert result.stderr == ""


def test_an_unknown_command_names_the_nearest():
    result = CliRunner().invoke(group, ["algin", "a", "b"])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[0] == "aligner: error: unknown command 'algin': did you mean 'align'?"


def test_every_verb_loads_and_has_help():
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        assert command.name == name
        below = command.list_commands(context) if isinstance(command, click.Group) else ()
        assert CliRunner().invoke(group, [name, "--help"]).exit_code == 0
        for words in [[name, each] for each in below] or [[name]]:
            result = CliRunner().invoke(group, [*words, "--help"])
            assert result.exit_code == 0, result.output
            assert "--debug" in result.stdout, words


def test_a_plot_is_an_output_like_the_others(asked, monkeypatch, tmp_path):
    drawn = []
    monkeypatch.setattr("aligner.plot.plot_bitext", lambda bitext, path, settings: drawn.append(path))
    result = call("--plot", "map.png", "-q")
    assert (result.exit_code, result.stdout, drawn) == (0, "", ["map.png"])
    assert "map.png (picture)" in call("--plot", "map.png").stderr
    assert json.loads(call("--plot", "map.png", "--json").stdout)["outputs"][0]["path"] == "map.png"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--plot", "map.jpg"], 2, "has no extension of a picture: use one of .png, .svg, .pdf"),
        (["--plot", "none/map.png"], 3, "the folder 'none' does not exist"),
        (["--plot", "./out.png", "-o", "out.png", "--to", "csv"], 2, "named twice as an output"),
        (["--anchors", "pairs.csv", "-o", "pairs.csv"], 2, "an input would be overwritten"),
    ],
)
def test_an_invalid_plot_is_refused_before_the_work(asked, arguments, code, message):
    result = call(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert asked == []


def test_anchors_are_passed_to_the_aligner(asked):
    call("--anchors", "pairs.align")
    assert asked[0][-1] == "pairs.align"


def test_moved_blocks_are_reported_with_their_extent():
    from aligner.bitext import Bead, Bitext, Block, Document, Segment
    from aligner.cli.summary import summarise

    def document(name, language):
        lines = [f"{name} {number}" for number in range(20)]
        segments = tuple(Segment(line, number, 0, len(line), number + 1) for number, line in enumerate(lines))
        return Document(name, tuple(map(Block, lines)), language, segments)

    order = [*range(5), *range(12, 20), *range(5, 12)]
    beads = tuple(
        Bead((source,), (target,), 0.9, 0.9, "moved" if source in range(5, 12) else "")
        for source, target in sorted(zip(order, range(20), strict=True))
    )
    summary = summarise(Bitext(document("a", "en"), document("b", "zh"), beads), (), 0.1)
    assert summary["moved"] == [
        {
            "source": [5, 11],
            "target": [13, 19],
            "source_lines": [6, 12],
            "target_lines": [14, 20],
            "reordered": False,
        }
    ]


def test_several_translations_of_one_source(run, english, chinese, tmp_path):
    second = tmp_path / "second.zh.txt"
    second.write_bytes((tmp_path / "library.zh.txt").read_bytes())
    done = run("align", english, chinese, second, "-o", "all.tmx", "-o", "all.csv", "--json")
    assert done.code == 0, done.err
    summary = json.loads(done.out)
    assert [each["target"]["path"] for each in summary["translations"]] == [chinese, str(second)]
    assert [each["format"] for each in summary["outputs"]] == ["tmx", "csv"]
    memory = (tmp_path / "all.tmx").read_text(encoding="utf-8")
    assert memory.count("<tuv") == 3 * memory.count("<tu ")
    shown = run("align", english, chinese, second, "-o", "-", "--to", "csv")
    assert shown.out.splitlines() == (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    assert "standard output (csv), 2 translations" in shown.err


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("-o", "all.xliff"), "can hold only one translation"),
        ((), "name it with -o"),
        (("-o", "all.tmx", "--plot", "path.svg"), "--plot needs a single TARGET"),
        (("-o", "all.tmx", "--anchors", "a.align"), "--anchors needs a single TARGET"),
        (("-o", "-", "--to", "tmx", "--json"), "both write to standard output"),
    ],
)
def test_options_that_several_translations_do_not_allow(run, english, chinese, tmp_path, options, problem):
    second = tmp_path / "second.zh.txt"
    second.write_bytes((tmp_path / "library.zh.txt").read_bytes())
    done = run("align", english, chinese, second, *options)
    assert done.code == 2
    assert problem in done.err
    assert not (tmp_path / "all.tmx").exists()


def test_a_translation_that_is_named_twice(run, english, chinese):
    done = run("align", english, chinese, chinese, "-o", "all.tmx")
    assert done.code == 2
    assert "named twice" in done.err
