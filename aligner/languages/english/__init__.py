"""The language pack of English: its properties and functions."""

from __future__ import annotations

from aligner.languages.protocol import LanguagePack, NameMarkers, lazy

CODE = "en"


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text, singular and in lower case, with their starts and ends."""
    from aligner.languages.english.phrases import BREAK, tokenise

    return [(token.key, start, end) for token, start, end in tokenise(text) if token.kind != BREAK]


def function_words() -> frozenset[str]:
    """Return the function words, and nouns with little content."""
    from aligner.languages.english.words import FUNCTION_WORDS

    return FUNCTION_WORDS


PACK = LanguagePack(
    code=CODE,
    name="English",
    own_name="English",
    tag="en-US",
    counterpart="zh",
    codes=("eng",),
    better_tags={"english": "en", "eng": "en", "enu": "en-US", "eng-us": "en-US"},
    headers=("english", "en", "en-us", "en-gb", "英文", "英语", "英語", "英文原文", "英文译文"),
    markers=NameMarkers(
        word=r"en(?:[-_ ](?:us|gb|uk|au|ca|nz|latn))?|eng|english", han="英文|英语|英語", glued="EN|ENG", letter="e"
    ),
    split=lazy("aligner.languages.english.sentences:split"),
    words=words,
    forms=lazy("aligner.languages.english.inflection:forms"),
    function_words=function_words,
    quantities=lazy("aligner.languages.english.numbers:english_quantities"),
)
