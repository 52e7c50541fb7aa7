"""How far an ellipsis looks back for the word before it, and that it never looks beyond its own sentence."""

import pytest

from aligner.languages.chinese.sentences import split as split_chinese
from aligner.languages.english.sentences import split as split_english


def sentences(split, text):
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("We left… They stayed.", 2),
        ("I saw it… It was red.", 1),  # the word comes again: a stammer
        ("He walked uncharacteristically... Uncharacteristically slow.", 1),  # 20 letters: the window holds the word
        ("It was electroencephalograph... Electroencephalograph rooms were new.", 2),  # 21: it holds a part
        ("We came back\n\n… Home they went.", 2),  # the word before the empty line is of another sentence
    ],
)
def test_english_looks_at_the_last_word_of_its_sentence(text, number):
    assert len(sentences(split_english, text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("他们昨天晚上慢慢走进来了…她还在那里等着他回来", 2),  # twelve characters before it make a sentence
        ("他们昨天晚上慢慢走进来…她还在那里等着他回来", 1),  # eleven do not
        ("他们昨天晚上开了一个会。他慢慢走进来…她还在那里等着他回来", 2),  # nor with those of the sentence before
        ("他们昨天晚上走出去，慢慢走进来了…她还在等", 1),  # too short a clause follows
        ("他们昨天晚上走出去，又走来…她还在那里等着他回来", 1),  # too short a clause stands before it
    ],
)
def test_chinese_counts_the_characters_of_its_sentence(text, number):
    assert len(sentences(split_chinese, text)) == number
