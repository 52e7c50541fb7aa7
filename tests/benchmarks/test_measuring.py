"""Sets, floors and the encoder's sample: what they are on made-up data."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Bead
from aligner.evaluate import count_right, pool
from benchmarks import floors, quality
from benchmarks.encoder_cost import BATCH, LONGEST_TEXT, sampled_batches, token_count, window_sizes
from benchmarks.evaluation_sets import ROOT, evaluation_sets, shared_set
from benchmarks.floors import Floor, changed_data, load_floors, measured_floor, raised, renew, save_floors
from benchmarks.quality import SYSTEMS, end_to_end, scored, standard_error

FLOOR = Floor(strict_f1=0.9, measured=0.91, noise=0.01, sha256="0" * 64)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a folder with one set, ``tiny``, of one document."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "001.zh").write_text("茶很烫。\n雨下了一夜。\n", encoding="utf-8")
    (folder / "001.en").write_text("The tea is hot.\nIt rained all night.\n", encoding="utf-8")
    (folder / "001.align").write_text("[0]:[0]\n[1]:[1]\n", encoding="utf-8")
    (folder / "001.bertalign").write_text("[0, 1]:[0, 1]\n", encoding="utf-8")
    return tmp_path


def test_an_absent_set_says_where_it_is_looked_for(tmp_path: Path) -> None:
    sets = evaluation_sets(tmp_path)
    absent = [each for each in sets if each.absence]
    assert [each.name for each in absent] == ["mac-dev", "bible-dev"]
    for each in absent:
        assert each.name in each.absence
        assert f"../shared/eval/{each.name}" in each.absence
    assert {each.name for each in sets} - {"mac-dev", "bible-dev"} == {
        "sample-resolution",
        "sample-story",
        "sample-guide",
    }


def test_the_hash_sees_every_file_but_not_the_peers_outputs(tiny: Path) -> None:
    before = shared_set("tiny", "", tiny).sha256()
    (tiny / "tiny" / "001.bertalign").write_text("[0]:[0]\n", encoding="utf-8")
    assert shared_set("tiny", "", tiny).sha256() == before
    for extension in ("zh", "en", "align"):
        path = tiny / "tiny" / f"001.{extension}"
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert shared_set("tiny", "", tiny).sha256() != before
        path.write_bytes(kept)


def test_ours_and_the_peers_are_scored_alike(tiny: Path) -> None:
    evaluation = shared_set("tiny", "", tiny)
    found = {system.name: scored(evaluation, system) for system in SYSTEMS}
    assert found["vecalign"] == []
    (_, _, gold, beads) = found["bertalign"][0]
    assert [bead.shape for bead in beads] == ["2-2"]
    assert [bead.shape for bead in gold] == ["1-1", "1-1"]
    for name in ("aligner", "length"):
        (_, _, _, beads) = found[name][0]
        assert [(bead.source, bead.target) for bead in beads] == [((0,), (0,)), ((1,), (1,))]


sizes = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(any), min_size=1, max_size=8)


def beads_of(shapes: list[tuple[int, int]]) -> list[Bead]:
    beads, source, target = [], 0, 0
    for height, width in shapes:
        beads.append(Bead(tuple(range(source, source + height)), tuple(range(target, target + width))))
        source, target = source + height, target + width
    return beads


@given(st.lists(st.tuples(sizes, sizes), min_size=1, max_size=4))
def test_joined_end_to_end_documents_keep_their_counts(pairs: list) -> None:
    documents = [("gold", "test", beads_of(gold), beads_of(test)) for gold, test in pairs]
    _, _, gold, test = end_to_end(documents)
    assert count_right(gold, test) == pool(count_right(each[2], each[3]) for each in documents)


def test_the_standard_error_shrinks_with_the_root_of_the_size() -> None:
    right, wrong = beads_of([(1, 1)] * 10), beads_of([(1, 1)] * 6 + [(2, 1), (1, 2), (1, 1)])
    documents = [("", "", right, wrong if number % 3 else right) for number in range(40)]
    small, large = standard_error(documents), standard_error(documents * 9)
    assert large == pytest.approx(small / 3, rel=0.2)


def test_floors_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert load_floors(path) == {}
    save_floors({"one": FLOOR}, path)
    assert load_floors(path) == {"one": FLOOR}


def test_a_floor_is_only_ever_raised() -> None:
    higher, lower = replace(FLOOR, strict_f1=0.95), replace(FLOOR, strict_f1=0.8)
    assert raised(None, FLOOR) is FLOOR
    assert raised(FLOOR, higher) is higher
    assert raised(FLOOR, lower) is FLOOR


def test_a_floor_lies_below_what_was_measured_by_the_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    # The bundled model makes no mistake on the sample, so lengths alone align it here.
    monkeypatch.setattr(floors, "aligned", lambda documents, _model: quality.aligned(documents, "length"))
    floor = measured_floor(next(each for each in evaluation_sets() if each.name == "sample-guide"))
    assert 0.005 < floor.noise < 0.1
    assert floor.strict_f1 == pytest.approx(floor.measured - floor.noise, abs=2e-4)


def test_renewing_keeps_the_floors_of_absent_and_of_changed_sets(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "measured_floor", lambda each: replace(FLOOR, sha256=each.sha256()))
    here, absent = shared_set("tiny", "", tiny), shared_set("gone", "", tiny)
    renewed, remarks = renew([here, absent], {"gone": FLOOR})
    assert renewed == {"gone": FLOOR, "tiny": replace(FLOOR, sha256=here.sha256())}
    assert "raised to 0.9" in remarks[0]
    assert "skipped" in remarks[1]

    renewed, remarks = renew([here], {"tiny": FLOOR})
    assert renewed == {"tiny": FLOOR}
    assert "is not what its floor was measured on" in remarks[0]

    higher = replace(renewed["tiny"], strict_f1=0.99, sha256=here.sha256())
    renewed, remarks = renew([here], {"tiny": higher})
    assert renewed == {"tiny": higher}
    assert "kept" in remarks[0]


def test_changed_data_is_told_from_a_drop(tiny: Path) -> None:
    evaluation = shared_set("tiny", "", tiny)
    assert "put the right data back" in changed_data(evaluation, FLOOR)
    assert not changed_data(evaluation, replace(FLOOR, sha256=evaluation.sha256()))


def test_tokens_are_estimated() -> None:
    assert token_count("The tea is hot.") == 5 + 2
    assert token_count("茶很烫。") == 4 + 2
    assert token_count("茶" * 1000) == LONGEST_TEXT


def test_windows_of_consecutive_sentences() -> None:
    assert sorted(window_sizes([5, 6, 7], largest=2)) == [5, 6, 7, 9, 11]
    assert len(window_sizes([5] * 100, largest=5)) == 100 + 99 + 98 + 97 + 96


@given(st.lists(st.integers(2, LONGEST_TEXT), min_size=1, max_size=400), st.integers(1, 8))
def test_sampled_batches_are_batches_of_the_ordered_texts(texts: list[int], batches: int) -> None:
    taken = sampled_batches(texts, batches)
    assert 1 <= len(taken) <= batches
    if len(texts) >= BATCH:
        assert {len(batch) for batch in taken} == {BATCH}
    assert [max(batch) for batch in taken] == sorted(max(batch) for batch in taken)
    remaining = sorted(texts)
    for token in (token for batch in taken for token in batch):
        remaining.remove(token)


def test_the_command_explains_itself_without_loading_anything_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "benchmarks", "--help"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "floors" in finished.stdout
    assert "torch" not in {line.rpartition("|")[2].strip() for line in finished.stderr.splitlines()}
