"""The face of the library: its names, how they are called, and that what they return is typed."""

import importlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import aligner

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample"
SIGNATURES = {
    "align": "(source, target=None, settings=None, *, embedder=None, outline=False, anchors=None, progress=None)",
    "align_documents": "(source, target, settings=None, *, embedder=None, outline=False, anchors=None, progress=None)",
    "align_texts": "(source, target, settings=None, *, embedder=None, outline=False, anchors=None, progress=None)",
    "check": "(source, target=None, settings=None, *, run=None, stale_by_git=False, jobs=1, cache=False, "
    "progress=None)",
    "evaluate": "(gold, test, *, resamples=1000, seed=12345)",
    "evaluate_files": "(pairs, *, resamples=1000, seed=12345)",
    "extract_glossary": "(bitexts, settings=None, seeds=None)",
    "load": "(path, to=None)",
    "load_glossary": "(path, to=None)",
    "load_settings": "(path=None, folder=None)",
    "pair": "(sources, targets=None, settings=None, progress=None)",
    "plot_bitext": "(bitext, path, settings=None)",
    "read": "(path, *, encoding=None, lines=False, ocr=False, max_size=0.0)",
    "save": "(bitext, path, to=None, options=None)",
    "save_glossary": "(glossary, path, to=None)",
}
METHODS = {
    "mirrored": "(self)",
    "plot": "(self, path, settings=None)",
    "save": "(self, path, to=None)",
    "shapes": "(self)",
    "side_text": "(self, side, ids)",
    "source_text": "(self, bead)",
    "stats": "(self)",
    "target_text": "(self, bead)",
    "to_frame": "(self)",
    "word_links": "(self)",
}
VALUES = {"Bead", "Bitext", "Block", "Document", "Glossary", "Passage", "Removal", "Segment"}
SETTINGS = {
    "AlignSettings",
    "CheckSettings",
    "EmbedSettings",
    "GlossarySettings",
    "LimitSettings",
    "PairSettings",
    "ReadSettings",
    "SegmentSettings",
    "Settings",
}
ERRORS = {"AlignerError", "InputError", "ModelError", "OutputError", "UsageError"}
PROGRAM = """
from aligner import CheckSettings, Settings, align, align_texts, check, evaluate, extract_glossary, load, pair

bitext = align("a.txt", "b.txt", Settings())
bitext.save("a.tmx")
bitext.plot("a.png")
reveal_type(align_texts(["A."], "甲。").beads)
reveal_type(bitext.to_frame())
reveal_type(bitext.stats().pairs)
reveal_type(check("en", "zh", CheckSettings()).coverage)
reveal_type(check(bitext).findings[0].rule)
reveal_type(evaluate(load("a.bitext.jsonl"), bitext).scores.strict.f1)
reveal_type(extract_glossary([bitext]).entries[0].term)
reveal_type(pair("novels").pairs[0].source)
"""
REVEALED = ("tuple[Bead, ...]", "DataFrame", "int", "float", "str", "float", "str", "Path")


def signature_of(function):
    """Return names and defaults; the types are mypy's matter."""
    signature = inspect.signature(function)
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def test_the_names_are_these():
    assert set(aligner.__all__) == {*SIGNATURES, *VALUES, *SETTINGS, *ERRORS, "__version__"}
    assert aligner.__all__ == sorted(aligner.__all__)


@pytest.mark.parametrize("name", SIGNATURES)
def test_functions_are_called_like_this(name):
    assert signature_of(getattr(aligner, name)) == SIGNATURES[name]


def test_the_methods_of_a_bitext_are_these():
    methods = {name for name, _ in inspect.getmembers(aligner.Bitext, inspect.isfunction) if not name.startswith("_")}
    assert methods == METHODS.keys()
    for name, signature in METHODS.items():
        assert signature_of(getattr(aligner.Bitext, name)) == signature


@pytest.mark.parametrize("first", ["aligner.check.findings", "aligner.evaluate", "aligner"])
def test_a_name_that_is_also_a_module_is_callable_whatever_was_imported_first(first):
    script = f"import {first}\nfrom aligner import check, evaluate\nprint(check.__call__ and evaluate([], []) )"
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert finished.stderr.strip().endswith("the gold holds no beads: name a file with one bead a line")
    assert importlib.import_module("aligner.check") is aligner.check


def test_texts_are_aligned_as_a_file_is_and_segments_are_kept():
    texts = [(SAMPLE / f"story.{language}.txt").read_text(encoding="utf-8") for language in ("en", "zh")]
    by_file = aligner.align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt")
    assert aligner.align_texts(*texts).beads == by_file.beads
    given = [segment.text for segment in by_file.source.segments]
    bitext = aligner.align_texts(given, texts[1])
    assert [segment.text for segment in bitext.source.segments] == given
    assert len(bitext.target.segments) == len(by_file.target.segments)
    same = {(bead.source, bead.target) for bead in bitext.beads} & {
        (bead.source, bead.target) for bead in by_file.beads
    }
    assert len(same) >= 0.95 * len(by_file.beads)


@pytest.mark.parametrize("empty", ["", " \n\t", [], ["", " "]])
def test_an_empty_text_is_refused(empty):
    with pytest.raises(aligner.InputError, match=r"^target: contains no text"):
        aligner.align_texts("The tea is hot.", empty)


def test_evaluate_takes_files_bitexts_and_beads(tmp_path):
    bitext = aligner.align_texts(["The tea is hot.", "It rained all night."], ["茶很烫。", "雨下了一整夜。"])
    bitext.save(tmp_path / "gold.align")
    for gold in (tmp_path / "gold.align", str(tmp_path / "gold.align"), bitext, bitext.beads):
        report = aligner.evaluate(gold, bitext)
        assert report.scores.strict.f1 == 1
        assert report.documents[0].test == "test"
        assert report.documents[0].gold == ("gold" if gold in (bitext, bitext.beads) else str(gold))


def test_a_bitext_is_drawn(tmp_path):
    pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    aligner.align_texts("The tea is hot. It rained.", "茶很烫。下雨了。").plot(tmp_path / "path.svg")
    assert (tmp_path / "path.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_what_is_returned_is_typed(tmp_path):
    """A program on the public names passes ``mypy --strict``, and knows the types of what it gets."""
    pytest.importorskip("mypy", reason="mypy is not installed")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file=", "program.py"]
    environment = {**os.environ, "MYPYPATH": str(ROOT), "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache" / "program")}
    finished = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    revealed = [line.partition("Revealed type is ")[2] for line in finished.stdout.splitlines() if "Revealed" in line]
    assert len(revealed) == len(REVEALED), finished.stdout
    assert "error:" not in finished.stdout
    for found, expected in zip(revealed, REVEALED, strict=True):
        assert found.replace("builtins.", "").rpartition(".")[2].strip('"').endswith(expected.rpartition(".")[2]), found
