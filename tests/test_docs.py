"""The documentation: what is generated is fresh, links lead somewhere, both languages agree, commands run."""

import json
import re
import shutil
import sys
from types import SimpleNamespace

import pytest

from docs.generate import commands, examples, tables
from docs.generate.examples import ROOT, prepare, run, without_times
from docs.generate.sections import MARKED, pages, with_sections
from docs.generate.words import WORDS
from tests import forked

ENGLISH, CHINESE = ROOT / "docs" / "en", ROOT / "docs" / "zh"
NAMES = sorted(path.relative_to(ENGLISH).as_posix() for path in ENGLISH.rglob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
EVERY = [*READMES, *(path for path, _ in pages())]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")


def links_of(text):
    return [link or source for link, source in LINK.findall(text)]


def text_of(path):
    return path.read_text(encoding="utf-8")


def fenced(path, *languages):
    """Return the code blocks of a page in some languages, with their language."""
    return [(match[1], match[2]) for match in FENCE.finditer(text_of(path)) if match[1] in languages]


def prose(text):
    """Return a page without its code."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def slug(heading):
    """Return the anchor of a heading as GitHub and the site make it, for plain headings."""
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"[\s]", "-", kept)


def anchors(path):
    return {slug(match[1]) for match in re.finditer(r"^#+ (.+)$", FENCE.sub("", text_of(path)), re.MULTILINE)}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


RUNNABLE = [path for path in EVERY if "zh" not in name_of(path) and fenced(path, "sh", "console", "python")]
"""The Chinese pages have the same code: `test_both_languages_have_the_same_content`."""


@pytest.mark.parametrize(("path", "language"), list(pages()), ids=lambda value: str(value)[-30:])
def test_what_is_generated_is_fresh(path, language):
    assert with_sections(text_of(path), language, name_of(path)) == text_of(path), "run: make docs"


def test_the_reference_does_not_depend_on_help_that_was_shown_before():
    before = commands.reference("en")
    for verb in commands.VERBS:
        command = commands.VERBS.load(verb)
        command.get_help(commands.click.Context(command, info_name=verb))
    assert commands.reference("en") == before


def test_the_reference_shows_every_option():
    text = text_of(ENGLISH / "reference" / "commands.md")
    for verb in commands.VERBS:
        assert f"\n## aligner {verb}\n" in text
        command = commands.group.get_command(commands.click.Context(commands.group), verb)
        for parameter in command.params:
            for name in parameter.opts if isinstance(parameter, commands.click.Option) else ():
                assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text), f"{verb} {name}"


def test_both_languages_have_the_same_words():
    english, chinese = WORDS["en"], WORDS["zh"]
    assert english.keys() == chinese.keys()
    for key, value in english.items():
        if isinstance(value, dict) and value:
            assert chinese[key].keys() == value.keys(), key
        elif isinstance(value, tuple):
            assert len(chinese[key]) == len(value), key


def test_both_languages_have_the_same_pages():
    assert sorted(path.relative_to(CHINESE).as_posix() for path in CHINESE.rglob("*.md")) == NAMES
    for language in (ENGLISH, CHINESE):
        pictures = {path.name for path in (language / "images").iterdir()}
        assert pictures == {path.name for path in (ENGLISH / "images").iterdir()}


@pytest.mark.parametrize(
    ("english", "chinese"), [READMES, *((ENGLISH / name, CHINESE / name) for name in NAMES)], ids=["README.md", *NAMES]
)
def test_both_languages_have_the_same_content(english, chinese):
    """Headings of the same depths, the same code, the same links, tables and lists of the same length."""
    first, second = text_of(english), text_of(chinese)

    def outline(text):
        return re.findall(r"^#+(?= )", FENCE.sub("", text), re.MULTILINE)

    def rows(text):
        return len(re.findall(r"^\|", text, re.MULTILINE)), len(re.findall(r"^- ", text, re.MULTILINE))

    def targets(text):
        other = {"README.md": "README", "README.zh.md": "README", "docs/en/": "docs/", "docs/zh/": "docs/"}
        links = links_of(prose(text))
        return sorted(re.sub("|".join(map(re.escape, other)), lambda match: other[match[0]], link) for link in links)

    assert outline(first) == outline(second)
    assert rows(first) == rows(second)
    assert targets(first) == targets(second)
    if english.name != "commands.md":
        assert FENCE.findall(first) == FENCE.findall(second)


@pytest.mark.parametrize("path", EVERY, ids=name_of)
def test_links_lead_somewhere(path):
    for link in links_of(prose(text_of(path))):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), f"{name_of(path)}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{name_of(path)}: {link}"


@pytest.fixture(scope="module")
def example_files(tmp_path_factory):
    """Return a folder with the files that the commands name."""
    pytest.importorskip("docx", reason="python-docx makes the Word files of the tutorials")
    folder = tmp_path_factory.mktemp("examples") / "files"
    folder.mkdir()
    prepare(folder)
    return folder


@pytest.mark.parametrize("path", RUNNABLE, ids=name_of)
def test_commands_and_snippets_run(path, example_files, tmp_path, monkeypatch):
    """Every ``sh`` and ``console`` block runs, and all Python of a page, in the order of the page."""
    shutil.copytree(example_files, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(examples, "subprocess", SimpleNamespace(run=forked.run))
    names: dict = {}
    for language, block in fenced(path, "sh", "console", "python"):
        if language == "python":
            exec(compile(block, name_of(path), "exec"), names)
            continue
        lines = [block.splitlines()[0].removeprefix("$ ")] if language == "console" else block.splitlines()
        for line in lines:
            command = line.partition("  #")[0].strip()
            if command.startswith("make "):
                assert re.search(rf"^{command.split()[1]}:", text_of(ROOT / "Makefile"), re.MULTILINE), command
                continue
            finished = run(command, tmp_path)
            said = (finished.stdout + finished.stderr).decode("utf-8")
            assert "Traceback" not in said, said
            assert finished.returncode in ((0, 1) if "check" in command else (0,)), f"{command}\n{said}"
            if language == "console":
                assert without_times(said) == without_times(block.partition("\n")[2]), f"{command}: run make docs"


def test_the_settings_of_the_pages_are_valid(tmp_path):
    from aligner.settings_file import load_settings

    pages_of_settings = ("reference/settings", "reference/rules", "tutorials/maintainer")
    for name in (*pages_of_settings, "for/documentation", "for/developer"):
        for _, block in fenced(ENGLISH / f"{name}.md", "toml"):
            (tmp_path / "aligner.toml").write_text(block, encoding="utf-8")
            load_settings(tmp_path / "aligner.toml")
    (defaults,) = [block for _, block in fenced(ENGLISH / "reference/settings.md", "toml")]
    (tmp_path / "aligner.toml").write_text(defaults, encoding="utf-8")
    settings = load_settings(tmp_path / "aligner.toml")
    assert settings.align == type(settings)().align
    assert settings.segment == type(settings)().segment


@pytest.mark.parametrize("pair", [("docs/en", "docs/zh"), ("README.md", "README.zh.md")], ids=["pages", "README"])
def test_our_own_check_finds_nothing(pair):
    command = [sys.executable, "-m", "aligner", "check", *pair, "--no-cache", "--jobs", "1"]
    finished = forked.run(command, cwd=ROOT, capture_output=True, check=False, timeout=300)
    assert finished.returncode == 0, finished.stdout.decode("utf-8")


def test_pictures_hold_no_address_of_another_server():
    for path in [*(ENGLISH / "images").glob("*.svg"), *(CHINESE / "images").glob("*.svg")]:
        addresses = re.findall(r'(?:href|src|url)\s*[=(]\s*"?(https?://[^")]+)', text_of(path))
        assert not [each for each in addresses if "w3.org" not in each], path
        assert path.stat().st_size < 200_000


def figures_of_the_prose():
    """Yield a page, a sentence around a figure, and the figure as it is measured or stored."""
    benchmark = json.loads(text_of(ROOT / "benchmarks" / "results" / "benchmark.json"))
    model = json.loads(text_of(ROOT / "aligner" / "embedders" / "bundled" / "model.json"))
    log = " ".join(text_of(ROOT / "benchmarks" / "LOG.md").split())
    left_out = re.search(r"MAC-Dev is ([\d.]+) with its chapters left out .*? bible-dev ([\d.]+) without", log)
    for page in ("README", "explanation/benchmarks"):
        yield page, ("strict F1 on MAC-Dev is {}.", "MAC-Dev 的结果是 {}；"), left_out[1]
        yield page, ("strict F1 on bible-dev is {}.", "bible-dev 的结果是 {}。"), left_out[2]
    keys = json.loads(text_of(ROOT / "benchmarks" / "results" / "keystrokes.json"))["total"]
    yield "howto/review", ("{:,} rows, ", "共 {:,} 行"), keys["rows"]
    yield "howto/review", ("{} of them wrong", "其中 {} 行有误"), keys["wrong"]
    yield "howto/review", ("needed {} keys that change", "用了 {} 次按键"), keys["keys"]
    yield "howto/review", ("this reader needs {} keys", "需要 {} 次"), keys["InterText"]
    few, many = json.loads(text_of(ROOT / "benchmarks" / "results" / "editor.json"))["texts"]
    yield "howto/review", ("opens 3,000 pairs in {} s", "打开 3,000 个句对需要 {} 秒"), few["opened"]
    yield "howto/review", ("shows them {} s after", "在请求后 {} 秒显示"), few["loaded"]
    yield "howto/review", ("opens 100,000 pairs in {} s", "打开 100,000 个句对需要 {} 秒"), many["opened"]
    yield (
        "howto/review",
        ("processor time, and the page shows them {} s after the request. With", "网页在请求后 {} 秒显示出来。有"),
        many["loaded"],
    )
    yield "howto/review", ("the slowest of nine keys after {} ms", "最慢的在 {} 毫秒后"), many["slowest"]
    timed = benchmark["speed"]["labse_class_encoder"]["windows"]["timed_texts"]
    yield "explanation/benchmarks", ("{} windows were timed", "对 {} 个窗口计时"), timed
    card, vocabulary = "reference/model-card", model["settings"]["vocabulary"]
    yield card, ("The size of the model is {:.0f} MB", "它占 {:.0f} MB"), benchmark["model"]["megabytes"]
    yield card, ("{:,} rows of ", "{:,} 行"), model["tokens"]
    yield card, (" rows of {} numbers", "每行 {} 个"), model["dimension"]
    yield card, ("The vocabulary has {:,} Chinese words", "找出的 {:,} 个中文词"), vocabulary["chinese_words"]
    yield card, ("{:,} English words", "{:,} 个英文词"), vocabulary["english_words"]
    yield card, ("{:,} subwords", "{:,} 个词片"), vocabulary["pieces"]


@pytest.mark.parametrize(("page", "sentences", "figure"), list(figures_of_the_prose()))
def test_figures_of_the_prose_are_those_stored(page, sentences, figure):
    pages_of = READMES if page == "README" else [folder / f"{page}.md" for folder in (ENGLISH, CHINESE)]
    for path, sentence in zip(pages_of, sentences, strict=True):
        assert sentence.format(figure) in re.sub(r"\n(?=\w)", " ", text_of(path)), name_of(path)


def test_tables_of_the_code_are_translated():
    from aligner.check.catalogue import RULES
    from aligner.formats import FORMATS, IMPORTS
    from aligner.readers import READERS

    extras = {name for name in tables.extras_of_the_project() if name not in tables.DEVELOPMENT}
    for words in WORDS.values():
        assert words["extras"].keys() == extras
        assert words["formats"].keys() == FORMATS.entries.keys()
        assert words["imports"].keys() == IMPORTS.entries.keys()
        assert words["readers"].keys() == words["limits"].keys() == READERS.entries.keys()
    assert WORDS["zh"]["rules"].keys() == RULES.entries.keys()


def test_chinese_paragraphs_are_on_one_line():
    """A line end between Chinese characters shows as a space."""
    han = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
    for path in [READMES[1], *CHINESE.rglob("*.md")]:
        broken = re.search(f"{han}\n{han}.*", FENCE.sub("", text_of(path)))
        assert broken is None, f"{name_of(path)}: {broken[0]}"


def test_pages_lie_within_the_lines():
    """English pages keep to the length of lines of the project, but for tables, links and generated parts."""
    for path in ENGLISH.rglob("*.md"):
        for line in FENCE.sub("", MARKED.sub("", text_of(path))).splitlines():
            if not line.startswith(("|", "!")):
                assert len(line) <= 130, f"{name_of(path)}: {line}"
