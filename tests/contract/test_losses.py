"""For every format, a conversion of the sample loses exactly what the table of losses says."""

from dataclasses import replace
from pathlib import Path

import pytest

from aligner import formats
from aligner.bitext import Bead
from aligner.formats.base import BeadSource, Readable
from aligner.formats.inline_codes import KIND, Code
from aligner.formats.losses import ALL, HELD, losses

SAMPLE = Path(__file__).resolve().parent.parent / "golden" / "formats" / "sample.bitext.jsonl"
NAMES = list(formats.FORMATS)


@pytest.fixture(scope="module")
def sample():
    """Return the sample with an inline code and with statuses that every format with states can hold."""
    made = formats.load(SAMPLE)
    beads = tuple(replace(bead, status="approved" if number == 0 else "") for number, bead in enumerate(made.beads))
    first, *others = made.source.blocks
    marked = replace(first, inlines=((1, 1, KIND, Code("alone", "1", content="<img>").value),))
    return replace(made, beads=beads, source=replace(made.source, blocks=(marked, *others)))


def kept(bitext):
    """Return the beads that no format leaves out, by their texts."""
    texts = [(bitext.source_text(bead).replace("\x08", ""), bitext.target_text(bead)) for bead in bitext.beads]
    return {text: bead for text, bead in zip(texts, bitext.beads, strict=True) if all(text)}


def lines(bitext, bead):
    return bitext.source.segments[bead.source[0]].line, bitext.target.segments[bead.target[0]].line


def codes(bitext):
    return [inline[2:] for block in bitext.source.blocks for inline in block.inlines]


def paragraphs(bitext):
    return [segment.block for segment in bitext.source.segments]


def measured(before, after):
    """Return the aspects of a bitext that are still there."""
    old, new = kept(before), kept(after)
    assert list(old) == list(new)
    beads = [(old[text], new[text]) for text in old]
    same = {
        "text": True,
        "segments": all(a.shape == b.shape for a, b in beads),
        "scores": all(a.score == pytest.approx(b.score, abs=1e-4) for a, b in beads),
        "confidences": all(a.confidence == pytest.approx(b.confidence, abs=1e-4) for a, b in beads),
        "statuses": all(a.status == b.status for a, b in beads),
        "lines": all(lines(before, a) == lines(after, b) for a, b in beads),
        "names": (before.source.name, before.target.name) == (after.source.name, after.target.name),
        "signature": before.signature == after.signature,
        "structure": paragraphs(before) == paragraphs(after),
        "remarks": before.warnings == after.warnings,
        "codes": codes(before) == codes(after),
    }
    assert set(same) == ALL
    return {aspect for aspect, unchanged in same.items() if unchanged}


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_losses_is_correct(name, sample, tmp_path):
    assert name in HELD, "say in aligner/formats/losses.py what the format holds"
    chosen = formats.FORMATS.load(name)
    path = tmp_path / "file"
    formats.save(sample, path, name)
    if isinstance(chosen, Readable):
        assert measured(sample, formats.load(path, name)) == HELD[name]
    elif isinstance(chosen, BeadSource):
        shapes = [(bead.source, bead.target) for bead in formats.read_beads(path, name)]
        assert shapes == [(bead.source, bead.target) for bead in sample.beads]
        assert "segments" in HELD[name]
    assert HELD[name] <= ALL


def test_absent_aspects_are_not_reported_as_lost(sample):
    plain = replace(sample, beads=(Bead((0,), (0,)),), signature="", warnings=())
    (said,) = losses(plain, "csv")
    assert "scores" not in said
    assert "signature" not in said
    assert losses(replace(plain, beads=()), "jsonl") == ()
