"""Pairing by content: the project's sample divided into documents, and difficult folders."""

import random
import shutil
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.bitext import Block, Document
from aligner.embedders import load_embedder
from aligner.errors import InputError, ModelError, UsageError
from aligner.formats import read_beads
from aligner.pairing import PairSettings, pair
from aligner.pairing.candidates import candidate_pairs, nearest, unit_vectors
from aligner.pairing.content import conflict_groups
from aligner.pairing.document_frequency import DocumentFrequencies, FrequencyTable
from aligner.pairing.fingerprints import MAX_CHUNKS, MAX_TOKENS, fingerprint, stable_hash
from aligner.pairing.verification import WEIGHTS, competitive_linking, contradictions, features, log_odds

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
BEADS = 14


def sample_documents():
    """Return ``(English, Chinese)`` sentences of each document."""
    documents = []
    for genre in ("guide", "resolution", "story"):
        chinese, english = (
            (SAMPLE / f"{genre}.{language}.sentences").read_text(encoding="utf-8").splitlines()
            for language in ("zh", "en")
        )
        beads = read_beads(SAMPLE / f"{genre}.sentence.align")
        ids = [(bead.source, bead.target) for bead in beads]
        if max(n for bead in ids for n in bead[0]) >= len(chinese):
            ids = [(second, first) for first, second in ids]
        for start in range(0, len(ids) - BEADS // 2, BEADS):
            piece = ids[start : start + BEADS]
            documents.append(
                ([english[n] for _, side in piece for n in side], [chinese[n] for side, _ in piece for n in side])
            )
    return documents


DOCUMENTS = sample_documents()


def write(path, sentences):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(sentences) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Return a folder of documents with numbers as names, the Chinese ones in another order."""
    for number, (english, chinese) in enumerate(DOCUMENTS):
        write(tmp_path / "one" / f"a{number:02}.txt", english)
        write(tmp_path / "two" / f"b{(7 * number) % len(DOCUMENTS):02}x.txt", chinese)
    return tmp_path


def number_of(path):
    number = int(path.stem[1:3])
    return number if path.stem[0] == "a" else next(n for n in range(99) if (7 * n) % len(DOCUMENTS) == number)


def test_every_document_finds_its_translation(folder):
    found = pair(folder / "one", folder / "two")
    assert len(DOCUMENTS) > 12
    assert len(DOCUMENTS) % 7
    assert [(number_of(one.source), number_of(one.target)) for one in found.pairs] == [
        (n, n) for n in range(len(DOCUMENTS))
    ]
    assert {one.how for one in found.pairs} == {"content"}
    assert all(one.confidence > 0.9 for one in found.pairs)
    assert found.unpaired == ()


def test_unpaired_documents_have_a_reason(folder):
    for number in (0, 3, 6):
        next(path for path in (folder / "two").iterdir() if number_of(path) == number).unlink()
    (folder / "one" / "a01.txt").unlink()
    found = pair(folder / "one", folder / "two")
    assert {number_of(one.path) for one in found.unpaired_sources} == {0, 3, 6}
    assert {number_of(one.path) for one in found.unpaired_targets} == {1}
    assert {one.reason for one in found.unpaired} == {"no document translates it"}
    assert len(found.pairs) == len(DOCUMENTS) - 4


def test_a_mixed_folder_gives_the_same_pairs_with_english_as_the_source(folder):
    both = pair(folder)
    apart = pair(folder / "one", folder / "two")
    assert both.pairs == apart.pairs


def test_swapped_sides_and_another_order_give_the_same_pairs(folder):
    there = pair(folder / "one", folder / "two")
    back = pair(folder / "two", folder / "one")
    assert {(one.target, one.source, one.confidence) for one in back.pairs} == {
        (one.source, one.target, one.confidence) for one in there.pairs
    }
    shuffled = [sorted((folder / side).iterdir()) for side in ("one", "two")]
    for paths in shuffled:
        random.Random(1).shuffle(paths)
    assert pair(*shuffled) == there


def test_several_processes_give_the_same_pairs(folder):
    assert pair(folder, settings=PairSettings(jobs=2)) == pair(folder)


def test_both_sides_may_have_both_languages(folder):
    (folder / "one" / "a00.txt").rename(folder / "two" / "a00.txt")
    other = next(path for path in (folder / "two").iterdir() if path.stem[0] == "b" and number_of(path) == 0)
    other.rename(folder / "one" / other.name)
    found = pair(folder / "one", folder / "two")
    assert len(found.pairs) == len(DOCUMENTS)
    assert all(number_of(one.source) == number_of(one.target) for one in found.pairs)
    assert found.pairs[-1].source == folder / "one" / other.name


def test_a_notice_in_every_document_changes_no_pair(folder):
    notices = {"one": "This notice stands in every file of the collection.", "two": "本集所有文件均附有此声明。"}
    for side, notice in notices.items():
        for path in (folder / side).iterdir():
            path.write_text("\n\n".join([notice] * 3 + [path.read_text(encoding="utf-8")] + [notice] * 3), "utf-8")
    found = pair(folder / "one", folder / "two")
    assert [number_of(one.source) for one in found.pairs] == [number_of(one.target) for one in found.pairs]
    assert len(found.pairs) == len(DOCUMENTS)


def test_documents_with_only_the_notice_stay_apart(tmp_path):
    write(tmp_path / "a.txt", DOCUMENTS[0][0])
    write(tmp_path / "b.txt", DOCUMENTS[1][1])
    assert pair(tmp_path).pairs == ()


def test_two_versions_of_a_document_are_paired_correctly(tmp_path):
    english, chinese = DOCUMENTS[1]
    for version, (en_fresh, zh_fresh) in enumerate((DOCUMENTS[1], DOCUMENTS[4])):
        write(tmp_path / f"{9 - version}.txt", [*english[:-3], *en_fresh[-3:]])
        write(tmp_path / f"{version}.txt", [*chinese[:-3], *zh_fresh[-3:]])
    found = {(one.source.stem, one.target.stem) for one in pair(tmp_path).pairs}
    assert found == {("9", "0"), ("8", "1")}


def test_figures_distinguish_two_reports(tmp_path):
    for name, sold, share in (("p", 4_310, 17), ("q", 9_275, 62)):
        write(
            tmp_path / f"{name}-one.txt",
            [f"The shop sold {sold} umbrellas in spring.", f"Rain fell on {share} days.", "The owner was content."],
        )
        write(tmp_path / f"{name}-two.txt", [f"春季商店售出{sold}把雨伞。", f"下雨天数为{share}天。", "店主很满意。"])
    found = {(one.source.stem, one.target.stem) for one in pair(tmp_path).pairs}
    assert found == {("p-one", "p-two"), ("q-one", "q-two")}


def test_a_form_with_other_figures_is_not_a_translation(tmp_path):
    write(tmp_path / "p.txt", ["The shop sold 4310 umbrellas in 2019.", "Rain fell on 117 days.", "All were blue."])
    write(tmp_path / "q.txt", ["商店在2023年售出9275把雨伞。", "下雨天数为162天。", "全是蓝色的。"])
    assert pair(tmp_path).pairs == ()


def test_pairs_by_name_are_confirmed_by_content(tmp_path):
    for number in (0, 1):
        write(tmp_path / f"n{number}.en.txt", DOCUMENTS[number][0])
        write(tmp_path / f"n{number}.zh.txt", DOCUMENTS[number][1])
    found = pair(tmp_path)
    assert [(one.source.name, one.target.name, one.how) for one in found.pairs] == [
        ("n0.en.txt", "n0.zh.txt", "name"),
        ("n1.en.txt", "n1.zh.txt", "name"),
    ]


def test_wrong_pairs_by_name_are_refuted_by_content(tmp_path):
    for number in (0, 5):
        write(tmp_path / f"n{number}.en.txt", DOCUMENTS[number][0])
        write(tmp_path / f"n{5 - number}.zh.txt", DOCUMENTS[number][1])
    write(tmp_path / "copy.en.txt", DOCUMENTS[2][0])
    write(tmp_path / "copy.zh.txt", DOCUMENTS[2][0])
    found = pair(tmp_path)
    assert {(one.source.name, one.target.name, one.how) for one in found.pairs} == {
        ("n0.en.txt", "n5.zh.txt", "content"),
        ("n5.en.txt", "n0.zh.txt", "content"),
    }
    assert {one.path.name for one in found.unpaired} == {"copy.en.txt", "copy.zh.txt"}
    assert all(one.reason.endswith("has its name, but is in the same language") for one in found.unpaired)


def test_by_name_reads_no_file_and_by_content_ignores_names(tmp_path):
    (tmp_path / "a.en.txt").touch()
    (tmp_path / "a.zh.txt").touch()
    assert [one.confidence for one in pair(tmp_path, settings=PairSettings("name")).pairs] == [0.9]
    found = pair(tmp_path, settings=PairSettings("content"))
    assert found.pairs == ()
    assert len(found.unreadable) == 2


def test_unreadable_files_do_not_stop_the_run(folder):
    (folder / "one" / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (folder / "one" / "empty.txt").touch()
    (folder / "two" / "figures.txt").write_text("1 2 3\n", encoding="utf-8")
    (folder / "two" / "photo.png").write_bytes(b"\x89PNG")  # not a document: skipped
    (folder / "two" / ".hidden.txt").write_text("hidden", encoding="utf-8")
    found = pair(folder / "one", folder / "two")
    assert len(found.pairs) == len(DOCUMENTS)
    assert {one.path.name for one in found.unreadable} == {"broken.pdf", "empty.txt", "figures.txt"}
    assert len(found.unpaired) == 3


def test_the_reason_names_an_unreadable_file_of_the_same_name(tmp_path):
    write(tmp_path / "a.en.txt", DOCUMENTS[0][0])
    (tmp_path / "a.zh.txt").touch()
    (unread,) = [one for one in pair(tmp_path).unpaired if one.readable]
    assert unread.reason.endswith("a.zh.txt has its name, but cannot be read")


def test_very_short_documents_without_a_counterpart_stay_unpaired(tmp_path):
    for number, text in enumerate(("The lamp is green.", "Nobody came.", "图书馆今天关门。", "她去年买了一匹马。")):
        write(tmp_path / f"{number}.txt", [text])
    assert pair(tmp_path).pairs == ()


def test_an_empty_folder_and_one_side_only(tmp_path):
    assert pair(tmp_path).pairs == ()
    write(tmp_path / "one.txt", DOCUMENTS[0][0])
    found = pair(tmp_path)
    assert found.pairs == ()
    assert [one.path.name for one in found.unpaired] == ["one.txt"]


def test_invalid_requests_are_refused(tmp_path):
    write(tmp_path / "a.txt", ["A line of text."])
    with pytest.raises(InputError, match="no such folder"):
        pair(tmp_path / "absent")
    with pytest.raises(UsageError, match="on both sides"):
        pair(tmp_path, tmp_path)
    with pytest.raises(UsageError, match="cannot compare documents"):
        pair(tmp_path, settings=PairSettings(model="length"))
    with pytest.raises(ModelError):
        pair(tmp_path, settings=PairSettings(model="./no/model/here"))
    with pytest.raises(UsageError, match="choose 0 to 1"):
        PairSettings(least_confidence=2)
    with pytest.raises(UsageError, match="choose 1 or more"):
        PairSettings(jobs=0)


def test_seeds_in_one_folder(shared, tmp_path):
    for path in (shared / "seeds").glob("*.txt"):
        shutil.copy(path, tmp_path)
    found = pair(tmp_path)
    assert [(one.source.name[:3], one.target.name[:3], one.how) for one in found.pairs] == [("000", "001", "content")]
    assert [one.path.name[:3] for one in found.unpaired] == ["002", "004"]


def test_the_size_of_a_fingerprint_is_bounded():
    text = "\n".join(f"Sentence number {n} of the long and winding story about lamp {n % 7}." for n in range(3000))
    seen = fingerprint(Document("long", tuple(Block(line) for line in text.splitlines()), "en"), load_embedder())
    assert seen.directions.shape[0] <= MAX_CHUNKS
    assert len(seen.figures) == MAX_TOKENS
    assert seen.segments == 3000
    assert numpy.allclose(numpy.linalg.norm(seen.units, axis=1), 1, atol=0.03)


def figures(*numbers):
    return numpy.array(numbers, numpy.uint32)


def test_different_figures_on_both_sides_are_contradictions():
    nothing = DocumentFrequencies.of(())
    assert contradictions(figures(1, 2, 3), figures(1, 2, 3), nothing) == 0
    assert contradictions(figures(1, 2, 3), figures(1), nothing) == 0  # the rest may be spelt out
    assert contradictions(figures(1, 2, 3), figures(7, 8, 9), nothing) == 3
    assert contradictions(figures(1, 2, 3), figures(3, 8, 9), nothing) == 1
    assert contradictions(figures(), figures(7, 8), nothing) == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("In 2019, 15,000 of 3,200.5 came at 9:30.", ["2019", "15000", "3200.5", "9:30"]),
        ("It cost 1.5 million, then 20 thousand, in 1998.", ["1998"]),
        ("1998年花费150万，后来２万，共3.5亿元。", ["1998"]),
    ],
)
def test_figures_with_a_multiplying_word_are_ignored(text, kept):
    seen = fingerprint(Document("d", (Block(text),), None), load_embedder())
    assert seen.figures.tolist() == sorted(map(stable_hash, kept))


def test_truncated_figures_are_compared_only_in_the_known_range():
    nothing = DocumentFrequencies.of(())
    many = numpy.arange(MAX_TOKENS, dtype=numpy.uint32)
    beyond = figures(*range(MAX_TOKENS + 5, MAX_TOKENS + 9))
    assert contradictions(many, beyond, nothing) == contradictions(beyond, many, nothing) == 0
    assert contradictions(many[:-1], beyond, nothing) == 3


def test_counts_and_weights():
    counts = FrequencyTable.of([numpy.array([1, 2, 2], numpy.uint32), numpy.array([2, 9], numpy.uint32)])
    assert counts[numpy.array([1, 2, 9, 7], numpy.uint32)].tolist() == [1, 2, 1, 1]
    assert FrequencyTable.of([])[numpy.array([4], numpy.uint32)].tolist() == [1]


def test_the_features_have_the_names_of_the_weights():
    sides = [
        fingerprint(Document("d", tuple(map(Block, texts)), language), load_embedder())
        for texts, language in zip(DOCUMENTS[0], ("en", "zh"), strict=True)
    ]
    found = features(*sides, DocumentFrequencies.of(sides))
    assert list(found) == list(WEIGHTS)
    assert log_odds(found) > 2


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_blocks_do_not_change_the_result(queries, keys, seed):
    chance = numpy.random.default_rng(seed)
    sides = [unit_vectors(chance.standard_normal((count, 8)).astype(numpy.float32)) for count in (queries, keys)]
    (forward, scores), (backward, _) = nearest(*sides)
    similarity = sides[0] @ sides[1].T
    assert (forward[:, 0] == similarity.argmax(axis=1)).all()
    assert (backward[:, 0] == similarity.argmax(axis=0)).all()
    assert (numpy.diff(scores, axis=1) <= 0).all()
    pairs, margins = candidate_pairs(*sides)
    assert len(pairs) == len(margins) == len({tuple(each) for each in pairs.tolist()})
    assert set(pairs[:, 0].tolist()) == set(range(queries))
    assert set(pairs[:, 1].tolist()) == set(range(keys))


def test_more_documents_than_a_block(monkeypatch):
    monkeypatch.setattr("aligner.pairing.candidates.BLOCK_DOCUMENTS", 7)
    chance = numpy.random.default_rng(0)
    sides = [unit_vectors(chance.standard_normal((count, 8)).astype(numpy.float32)) for count in (40, 33)]
    (forward, _), (backward, _) = nearest(*sides)
    similarity = sides[0] @ sides[1].T
    assert (numpy.sort(forward, 1) == numpy.sort(numpy.argsort(-similarity, 1)[:, :16], 1)).all()
    assert (numpy.sort(backward, 1) == numpy.sort(numpy.argsort(-similarity.T, 1)[:, :16], 1)).all()


edges = st.dictionaries(st.tuples(st.integers(0, 8), st.integers(0, 8)), st.floats(-5, 5), max_size=20)


@given(edges)
def test_competitive_linking_keeps_the_best_pairs_and_no_document_twice(odds):
    pairs = list(odds)
    kept = [pairs[number] for number in competitive_linking([odds[each] for each in pairs], pairs)]
    for side in (0, 1):
        assert len({each[side] for each in kept}) == len(kept)
    for each in set(pairs) - set(kept):
        assert any(odds[rival] >= odds[each] for rival in kept if rival[0] == each[0] or rival[1] == each[1])


@given(edges)
def test_conflict_groups_share_no_document(odds):
    groups = conflict_groups(odds)
    assert sorted(edge for group in groups for edge in group) == sorted(odds)
    for side in (0, 1):
        members = [{edge[side] for edge in group} for group in groups]
        assert sum(map(len, members)) == len(set().union(*members)) if members else True
