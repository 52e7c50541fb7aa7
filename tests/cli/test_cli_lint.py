"""``aligner lint`` as a user runs it."""

import json

import pytest

UNIT = '<tu><tuv xml:lang="en_US"><seg>One{}.</seg></tuv><tuv xml:lang="zh-CN"><seg>一。</seg></tuv></tu>\n'
HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en-US" '
    'datatype="plaintext"/>'
)


def memory(*units):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">{HEADER}<body>\n{"".join(units)}</body></tmx>\n'


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.tmx"
    path.write_text(memory(*(UNIT.format(number) for number in range(15))), encoding="utf-8")
    return path


def test_findings_have_file_line_rule_and_reason(run, bad):
    result = run("lint", "bad.tmx", "--limit", 0)
    assert result.code == 1
    lines = result.out.splitlines()
    assert lines[0].startswith("bad.tmx:3: error language-code: 'en_US' is not a language code")
    assert lines[0].endswith("[--fix: written as en-US]")
    assert len(lines) == 15
    assert "15 errors, 0 warnings; --fix -o FILE repairs 15 of them" in result.err


def test_a_long_list_is_cut_short(run, bad):
    result = run("lint", "bad.tmx")
    assert len(result.out.splitlines()) == 11
    assert result.out.splitlines()[-1] == "... and 5 more of language-code (--limit 0 shows all)"


def test_repairs(run, bad, tmp_path):
    result = run("lint", "bad.tmx", "--fix", "-o", "good.tmx")
    assert (result.code, result.out) == (0, "")
    assert "repaired 15 x language-code: written as en-US" in result.err
    assert "remaining: no findings" in result.err
    assert run("lint", "good.tmx").code == 0
    assert run("convert", "good.tmx", "good.csv").code == 0
    assert "en_US" in bad.read_text(encoding="utf-8")


def test_remaining_findings_are_listed(run, tmp_path):
    (tmp_path / "bad.tmx").write_text(memory(UNIT.format("<b>x</b>")), encoding="utf-8")
    result = run("lint", "bad.tmx", "--fix", "-o", "-")
    assert result.code == 1
    assert result.out.startswith('<?xml version="1.0"')
    assert "unknown-element" in result.err
    assert "remaining: 1 error, 0 warnings" in result.err


def test_standard_input(run):
    assert run("lint", "-", stdin=memory(UNIT.format("").replace("_", "-"))).code == 0
    result = run("lint", "-", "--fix", "-o", "-", "-q", stdin=memory(UNIT.format("")))
    assert (result.code, result.err) == (0, "")
    assert 'xml:lang="en-US"' in result.out


def test_json(run, bad):
    result = run("lint", "bad.tmx", "--json")
    summary = json.loads(result.out)
    assert (result.code, summary["errors"], summary["counts"]) == (1, 15, {"language-code": 15})
    assert summary["findings"][0] == {
        "rule": "language-code",
        "severity": "error",
        "line": 3,
        "message": "'en_US' is not a language code that tools know",
        "reason": "tools match codes with hyphens, so units in this language are skipped",
        "remedy": "written as en-US",
    }
    summary = json.loads(run("lint", "bad.tmx", "--json", "--fix", "-o", "good.tmx").out)
    assert summary["fixed"] == {"language-code": {"written as en-US": 15}}


WRONG = [
    (["missing.tmx"], 3, "no such file: check the path"),
    (["."], 3, "folder"),
    (["text.tmx"], 3, "text.tmx:1: is not a TMX file"),
    (["bad.tmx", "--fix"], 2, "name it with -o"),
    (["bad.tmx", "-o", "x.tmx"], 2, "add --fix"),
    (["bad.tmx", "--fix", "-o", "bad.tmx"], 2, "an input would be overwritten"),
    (["bad.tmx", "--fix", "-o", "missing/x.tmx"], 3, "does not exist"),
    (["cut.tmx", "--fix", "-o", "x.tmx"], 3, "cut.tmx:4: cannot be repaired"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG)
def test_wrong_requests_give_one_line(run, bad, tmp_path, arguments, code, message):
    (tmp_path / "text.tmx").write_text("no XML", encoding="utf-8")
    (tmp_path / "cut.tmx").write_text(memory(UNIT, UNIT)[:-80], encoding="utf-8")
    result = run("lint", *arguments)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert len(result.err.splitlines()) == 1
    assert not (tmp_path / "x.tmx").exists()
