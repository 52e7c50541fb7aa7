"""The registry of corpora: required fields, valid values, unique names."""

import re

import pytest

from aligner.corpora import corpora, find_corpus
from aligner.corpora.registry import CorpusFile, read_registry
from aligner.errors import UsageError

ENTRY = """
[[corpus]]
name = "tiny"
title = "Tiny"
kind = "gold"
languages = ["en", "zh"]
domain = "tests"
licence = "CC0 1.0"
homepage = "https://example.org"
cite = "Nobody (2026)."
"""


def test_every_corpus_is_described():
    assert len(corpora()) >= 25
    for corpus in corpora():
        assert re.fullmatch(r"[a-z0-9-]+", corpus.name)
        assert corpus.homepage.startswith(("http://", "https://"))
        assert corpus.title
        assert corpus.domain
        assert corpus.licence
        assert corpus.cite
        assert corpus.languages
        assert corpus.pairs >= 0
    assert {corpus.kind for corpus in corpora()} == {"corpus", "gold"}


def test_files_of_different_corpora_do_not_overwrite_each_other():
    names = [file.name for corpus in corpora() for file in corpus.files]
    addresses = [file.address for corpus in corpora() for file in corpus.files]
    assert len(names) == len(set(names)) == len(set(addresses))


def test_the_best_known_corpora_are_included():
    wanted = {"un-parallel", "multiun", "opensubtitles", "ted2020", "news-commentary", "wikimatrix", "ccmatrix"}
    wanted |= {"tatoeba", "gnome", "kde4", "ubuntu", "bible-uedin", "qed", "um-corpus", "cwmt", "mac", "ai-challenger"}
    assert wanted <= {corpus.name for corpus in corpora()}


def test_names_ignore_case_and_a_wrong_name_gets_a_suggestion():
    assert find_corpus("TED2020").name == "ted2020"
    with pytest.raises(UsageError, match="did you mean 'ted2020'"):
        find_corpus("ted202")
    with pytest.raises(UsageError, match="aligner corpora list"):
        find_corpus("zzzzz")


def test_an_entry_is_read():
    (corpus,) = read_registry(ENTRY + 'files = [{ address = "https://example.org/a.zip", as = "a.zip", size = 3 }]\n')
    assert (corpus.name, corpus.pairs, corpus.size) == ("tiny", 0, 3)
    assert corpus.files[0].sha256 == ""


@pytest.mark.parametrize(
    "change",
    [
        ('kind = "gold"', 'kind = "other"'),
        ('licence = "CC0 1.0"', 'licence = ""'),
        ('title = "Tiny"', 'title = "Tiny"\ncolour = "red"'),
        (ENTRY, ENTRY + ENTRY),
    ],
)
def test_a_malformed_registry_is_refused(change):
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own message
        read_registry(ENTRY.replace(*change))


@pytest.mark.parametrize(
    ("address", "name", "sha256"),
    [
        ("file:///etc/passwd", "a", ""),
        ("ftp://example.org/a", "a", ""),
        ("https://example.org/a", "../a", ""),
        ("https://example.org/a", ".a", ""),
        ("https://example.org/a", "a", "123"),
    ],
)
def test_a_malformed_file_is_refused(address, name, sha256):
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own message
        CorpusFile(address, name, sha256=sha256)
