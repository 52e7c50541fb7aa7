"""Searching files: hits, counterparts, and the update of the index."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from conftest_concordance import PAIRS, write_pairs

from aligner.concordance import SearchSettings, search
from aligner.concordance.files import default_index_path
from aligner.concordance.index import Index
from aligner.errors import InputError, OutputError, UsageError


def texts_of_hits(found):
    return [hit.text for hit in found.hits]


def test_hits_and_their_counterparts(corpus):
    found = search("preventing terrorism", [str(corpus)])
    assert [(hit.match, hit.counterpart) for hit in found.hits] == [
        ("preventing terrorism", "预防恐怖主义"),
        ("Preventing terrorism", "预防恐怖主义"),
        ("preventing terrorism", "预防恐怖主义"),
    ]
    assert [(rendering.text, rendering.count) for rendering in found.renderings] == [("预防恐怖主义", 3)]
    assert (found.total, found.is_exact, found.files, found.pairs) == (3, True, 2, len(PAIRS))
    assert [(os.path.basename(hit.file), hit.number) for hit in found.hits] == [
        ("a.tsv", 1),
        ("a.tsv", 2),
        ("b.tsv", 1),
    ]


def test_queries_in_both_languages(corpus):
    (hit,) = search("會員國", [str(corpus)]).hits
    assert (hit.side, hit.match, hit.counterpart) == ("target", "会员国", "Member States")
    (hit,) = search("委员会每年", [str(corpus)]).hits
    assert hit.match == "委员會每年"


def test_offsets_are_those_of_the_original_texts(corpus):
    for query in ("terrorism", "恐怖主义", "berlin", "studies"):
        for hit in search(query, [str(corpus)], SearchSettings(any_form=True)).hits:
            for start, end in hit.matches:
                assert 0 <= start < end <= len(hit.text)
            for start, end in hit.counterparts:
                assert hit.other_text[start:end].strip()


@pytest.mark.parametrize("query", ["C++", "50%", "__init__"])
def test_code_is_its_own_counterpart(tmp_path, query):
    pairs = [(f"Unlike C, {query} is meant here.", f"与 C 和 init 及 50 不同，这里指的是 {query}。")]
    write_pairs(tmp_path / "code.tsv", pairs)
    (hit,) = search(query, [str(tmp_path)]).hits
    assert (hit.match, hit.counterpart) == (query, query)


def test_an_empty_side_has_no_counterpart(corpus):
    (hit,) = search("without a counterpart", [str(corpus)]).hits
    assert (hit.other_text, hit.counterparts, hit.target_line) == ("", (), None)


def test_limit_and_neighbours(corpus):
    found = search("terrorism", [str(corpus)], SearchSettings(limit=1, neighbours=1))
    assert (len(found.hits), found.total) == (1, 4)
    (hit,) = found.hits
    assert (hit.before, hit.after) == ((), (PAIRS[1],))
    assert len(search("terrorism", [str(corpus)], SearchSettings(limit=0)).hits) == 4


def test_changed_files_are_read_again_and_missing_ones_removed(corpus):
    assert search("weather", [str(corpus)]).total == 1
    write_pairs(corpus / "a.tsv", [("The rain fell.", "下雨了。")])
    assert search("weather", [str(corpus)]).total == 0
    assert texts_of_hits(search("rain", [str(corpus)])) == ["The rain fell."]
    (corpus / "deep" / "b.tsv").unlink()
    assert search("Member States", [str(corpus)]).total == 0
    write_pairs(corpus / "c.tsv", [("More rain.", "又下雨了。")])
    assert texts_of_hits(search("rain", [str(corpus)])) == ["The rain fell.", "More rain."]


def test_a_recent_edit_with_the_same_size_and_time_is_noticed(corpus):
    path = corpus / "a.tsv"
    write_pairs(path, [("The cat sat.", "猫坐着。")])
    assert search("cat", [str(corpus)]).total == 1
    state = path.stat()
    write_pairs(path, [("The dog sat.", "狗坐着。")])
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    assert search("dog", [str(corpus)]).total == 1


def test_unchanged_files_are_not_read_again(corpus, monkeypatch):
    for path in corpus.rglob("*.tsv"):
        os.utime(path, (1, 1))
    search("terrorism", [str(corpus)])
    monkeypatch.setattr("aligner.concordance.refresh.content_of", lambda file: pytest.fail("read again"))
    monkeypatch.setattr("aligner.concordance.refresh.digest_of", lambda path: pytest.fail("looked at again"))
    assert search("terrorism", [str(corpus)]).total == 4


def test_a_touched_file_is_not_read_again(corpus, monkeypatch):
    search("terrorism", [str(corpus)])
    os.utime(corpus / "a.tsv", (5, 5))
    monkeypatch.setattr("aligner.concordance.refresh.content_of", lambda file: pytest.fail("read again"))
    assert search("terrorism", [str(corpus)]).total == 4


def test_an_updated_index_equals_a_new_one(corpus, tmp_path):
    index = str(tmp_path / "kept.idx")
    search("terrorism", [str(corpus)], SearchSettings(index=index))
    write_pairs(corpus / "a.tsv", [("Terror again.", "恐怖。"), ("terrorism", "恐怖主义")])
    kept = search("恐怖", [str(corpus)], SearchSettings(index=index))
    fresh = search("恐怖", [str(corpus)], SearchSettings(index=str(tmp_path / "fresh.idx")))
    assert kept == fresh
    connection = sqlite3.connect(index)
    connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    assert connection.execute("SELECT count(*) FROM pairs").fetchone() == (6,)
    connection.close()


def test_an_index_can_be_searched_without_its_files(corpus, tmp_path):
    index = str(tmp_path / "corpus.idx")
    search("terrorism", [str(corpus)], SearchSettings(index=index))
    shutil.rmtree(corpus)
    assert search("terrorism", [], SearchSettings(index=index)).total == 4
    with pytest.raises(UsageError, match="name the files"):
        search("terrorism", [])


def test_one_index_may_serve_several_folders(corpus, tmp_path):
    index = SearchSettings(index=str(tmp_path / "shared.idx"))
    assert search("terrorism", [str(corpus)], index).total == 4
    assert search("terrorism", [str(corpus / "deep")], index).total == 1
    assert search("terrorism", [str(corpus / "a.tsv")], index).total == 3
    assert search("terrorism", [str(corpus)], index).total == 4


def test_unreadable_files_of_a_folder_are_reported(corpus):
    (corpus / "bad.tmx").write_text("nonsense", encoding="utf-8")
    for _ in range(2):
        found = search("terrorism", [str(corpus)])
        assert found.total == 4
        assert found.files == 2
        (problem,) = found.skipped
        assert "bad.tmx:1: damaged XML" in problem
    with pytest.raises(InputError, match="damaged XML"):
        search("terrorism", [str(corpus / "bad.tmx")])


def test_paths_without_pairs_are_refused(corpus, tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        search("x", [str(tmp_path / "nowhere")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no file of pairs here"):
        search("x", [str(tmp_path / "empty")])
    with pytest.raises(UsageError, match="holds no pairs"):
        search("x", [str(corpus / "notes.txt")])


def test_without_full_text_search_all_pairs_are_read(corpus, monkeypatch):
    monkeypatch.setattr("aligner.concordance.index._FULL_TEXT", "CREATE VIRTUAL TABLE words USING nothing(x)")
    found = search("preventing terrorism", [str(corpus)])
    assert (found.total, found.hits[0].counterpart) == (3, "预防恐怖主义")
    write_pairs(corpus / "a.tsv", [("terrorism", "恐怖主义")])
    assert search("preventing terrorism", [str(corpus)]).total == 1


def test_a_file_of_another_kind_is_refused_and_unchanged(corpus, tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("dear all " * 100, encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be used as an index"):
        search("x", [str(corpus)], SearchSettings(index=str(other)))
    assert other.read_text(encoding="utf-8").startswith("dear all")
    database = tmp_path / "foreign.sqlite"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE precious (x)")
    connection.commit()
    connection.close()
    with pytest.raises(OutputError, match="another program"):
        search("x", [str(corpus)], SearchSettings(index=str(database)))


def test_a_damaged_index_in_the_cache_is_rebuilt(corpus):
    search("terrorism", [str(corpus)])
    place = default_index_path([str(corpus)])
    place.write_bytes(b"rubbish" * 1000)
    assert search("terrorism", [str(corpus)]).total == 4


def test_an_index_of_an_older_version_is_rebuilt(corpus):
    search("terrorism", [str(corpus)])
    connection = sqlite3.connect(default_index_path([str(corpus)]))
    connection.execute("PRAGMA user_version=1")
    connection.close()
    assert search("terrorism", [str(corpus)]).total == 4


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_read_only_cache_folder_is_not_needed(corpus, cache):
    cache.mkdir()
    cache.chmod(0o500)
    found = search("terrorism", [str(corpus)])
    assert found.total == 4
    assert "--index" in found.notes[0]


def test_a_file_in_the_place_of_the_cache_folder_is_tolerated(corpus, cache):
    cache.write_text("in the way", encoding="utf-8")
    found = search("terrorism", [str(corpus)])
    assert found.total == 4
    assert "--index" in found.notes[0]


def _search_in_process(folder, index, results):
    found = search("terrorism", [folder], SearchSettings(index=index, counterparts=False))
    results.put((found.total, found.pairs, found.skipped))


def test_concurrent_searches(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(12):
        write_pairs(folder / f"{number:02}.tsv", [(f"terrorism {number} {k}", "恐怖主义") for k in range(200)])
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(target=_search_in_process, args=(str(folder), str(tmp_path / "i.idx"), results))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    assert [results.get(timeout=100) for _ in workers] == [(2400, 2400, ())] * 3
    for worker in workers:
        worker.join()
    connection = sqlite3.connect(tmp_path / "i.idx")
    assert connection.execute("SELECT count(*), count(DISTINCT path) FROM files").fetchone() == (12, 12)
    assert connection.execute("SELECT count(*) FROM pairs").fetchone() == (2400,)
    connection.close()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_search_after_a_kill_completes_the_index(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        write_pairs(folder / f"{number:02}.tsv", [(f"terrorism {number} {k}", "恐怖主义") for k in range(1000)])
    index = tmp_path / "i.idx"
    command = [sys.executable, "-m", "aligner", "search", "terrorism", str(folder), "--index", str(index), "-q"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None and not _stored_pairs(index):
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert search("terrorism", [str(folder)], SearchSettings(index=str(index), counterparts=False)).total == 30_000


def _stored_pairs(index):
    if not index.exists():
        return 0
    connection = sqlite3.connect(index)
    try:
        return connection.execute("SELECT count(*) FROM pairs").fetchone()[0]
    except sqlite3.Error:
        return 0
    finally:
        connection.close()


def test_an_interrupted_write_is_rolled_back(tmp_path):
    index = Index(tmp_path / "i.idx")

    def interrupted_write():
        with index.writing() as ask:
            ask("INSERT INTO pairs VALUES (1, 'a', 'b', 1, 1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_write()
    assert list(index.connection.execute("SELECT * FROM pairs")) == []
    index.close()


def test_texts_with_lone_surrogates(tmp_path):
    path = tmp_path / "odd.jsonl"
    path.write_text('{"source": "terror \\ud800 here", "target": "恐怖\\u0000了"}\n', encoding="utf-8")
    (hit,) = search("here", [str(path)]).hits
    assert hit.match == "here"


def test_resolutions_of_the_united_nations(shared, tmp_path):
    from aligner import align

    english, chinese = sorted((shared / "seeds").glob("00[01]_*.txt"))
    align(english, chinese).save(tmp_path / "resolution.tmx")
    expected = {
        "transnational organized crime": "跨国有组织犯罪",
        "small arms and light weapons": "小武器和轻武器",
        "trafficking in persons": "贩运人口",
        "Member States": "会员国",
        "money-laundering": "洗钱",
        "UNODC": "毒品和犯罪问题办公室",
        "FATF": "金融行动特别工作组",
        "会员国": "Member States",
        "恐怖主义": "terrorism",
    }
    found = {query: search(query, [str(tmp_path / "resolution.tmx")]).renderings[0].text for query in expected}
    assert found == expected
