"""Rules that decide whether a full stop ends an English sentence, by the word before it and the word after it."""

from __future__ import annotations

import re

from aligner.languages.english import abbreviations as words

OPENERS = "\"'“‘«‹([{<*_`¿¡•\u2022–—- "
_NUMBER_BEFORE = re.compile(r"\d\s?\Z")
_WORD_BEFORE = re.compile(r"[^\W_](?:[\w.&'’]*[^\W_])?$")
_WORD_AFTER = re.compile(r"[^\W\d_](?:[\w'’]*[^\W\d_])?")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ROMAN = re.compile(r"[IVXLCDM]+\b")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlIVXL]{1,6})[)\]]?\.")
_LABEL = re.compile(r"\W*([A-Z][A-Za-z]+)\s+(?:\d{1,4}(?:[.\-–]\d{1,3})*[a-z]?|[IVXLC]{1,6}|[A-Z])\.")
_SPEAKER = re.compile(r"\s*[A-Z]{3,}(?: [A-Z]{2,}){0,2}\.")
_ITEM_MARKER = re.compile(r"\(?(?:[a-z]|[ivx]{1,5})\)\s+[\"“‘]?[A-Z]")
_IDENTIFIER = re.compile(r"[a-z]{1,2}[A-Z]\w|[a-z]\w*(?:_\w+|\(\)|\.[a-z]\w*\b(?!\.\s)|::\w)|__\w")
_PLAIN_WORD = re.compile(r"(?<![\w.&'’-])[a-z]{3,}$")
_SMALL_SUBJECT = re.compile(
    r"([a-z]\w+) (?:is|are|must|should|shall|can|may|will|has|specifies|returns|defaults|contains)\b"
)
_MAX_WORD_LENGTH = 40
_MAX_LABEL_LENGTH = 40


def ends_sentence(text: str, start: int, stop: int, cut: int, *, caseless: bool = False) -> bool:
    """Tell whether the single full stop ``text[stop]`` ends the sentence that began at ``start``.

    Args:
        text: the text.
        start: offset of the beginning of the sentence.
        stop: offset of the full stop.
        cut: offset after the quotes and brackets that close with the full stop.
        caseless: whether the text has no capitals, so that a lower-case letter may begin a sentence.
    """
    ahead = text[cut : cut + 60]
    rest = ahead.lstrip()
    body = rest.lstrip(OPENERS)
    if not body or is_list_number(text, start, stop):
        return not body
    if body[0].islower():
        alone = not text[max(0, stop - 1) : stop].strip()  # a full stop after white space, or at the beginning
        may_begin = may_begin_small(rest, body, caseless=caseless) and not alone
        if not may_begin and not (rest != ahead and _plain_word_before(text, stop) and _names_subject(rest)):
            return False
    if cut > stop + 1 and text[cut - 1] in "\"'”’" and rest[0] in "\"'“‘":
        return True
    if ahead == rest:
        return _glued_ends(text, start, stop, cut, rest)
    return word_may_end(text, start, stop, body)


def is_list_number(text: str, start: int, stop: int) -> bool:
    """Tell whether the sentence so far is only a label.

    A label is an item number (15. (a) iv.), a speaker (HAMLET.) or a heading such as Article 5.
    """
    if stop - start > _MAX_LABEL_LENGTH:
        return False
    if _LIST_NUMBER.fullmatch(text, start, stop + 1):
        return True
    if start == 0 and _SPEAKER.fullmatch(text, start, stop + 1):
        return True
    label = _LABEL.fullmatch(text, start, stop + 1)
    return label is not None and label[1].capitalize() in words.LABELS


def may_begin_small(rest: str, body: str, *, caseless: bool) -> bool:
    """Tell whether a sentence may begin with this lower-case letter.

    It may in words such as iPhone, eBay, foo_bar and `code`, and in a text without capitals.
    """
    return caseless or rest[0] == "`" or bool(_IDENTIFIER.match(body)) or bool(_ITEM_MARKER.match(rest))


def _plain_word_before(text: str, stop: int) -> bool:
    word = _PLAIN_WORD.search(text, max(0, stop - _MAX_WORD_LENGTH), stop)
    return word is not None and word.group() not in words.ABBREVIATIONS


def _names_subject(rest: str) -> bool:
    """Tell whether the text begins with a lower-case identifier as the subject of a clause.

    Examples: len must be, level specifies.
    """
    subject = _SMALL_SUBJECT.match(rest)
    return subject is not None and subject[1].capitalize() not in words.STARTERS


def begins_like_sentence(body: str) -> bool:
    """Tell whether the first word is one that usually begins a sentence, not a name."""
    after = _WORD_AFTER.match(body)
    if not after:
        return False
    word = after.group().replace("’", "'")
    if len(word) == 1 and body[1:2] == ".":
        return False  # the next initial: H. L. A. Hart
    return (word if word[1:].islower() or "'" in word else word.capitalize()) in words.STARTERS and word[0].isupper()


def word_may_end(text: str, start: int, stop: int, body: str = "") -> bool:
    """Tell whether a sentence may end with the word before the full stop; false for most abbreviations.

    Args:
        text: the text.
        start: offset of the beginning of the sentence.
        stop: offset of the full stop.
        body: the text that follows, without opening marks; empty if it is not English and gives no evidence.
    """
    before = _WORD_BEFORE.search(text, max(start, stop - _MAX_WORD_LENGTH), stop)
    if not before:
        return True
    word = before.group()
    small = word.lower()
    number_follows = bool(body) and (body[0].isdigit() or body[0] in "+#§" or bool(_ROMAN.match(body)))
    if small in words.NEVER_LAST:
        return False
    if _is_form_of(word, words.TITLES) or small in words.LOWER_TITLES:
        return not (body and (body[0].isalpha() or number_follows))
    if small in words.BEFORE_NUMBER and number_follows:
        return False
    unit = word.islower() and bool(_NUMBER_BEFORE.search(text, max(start, before.start() - 8), before.start()))
    initial = len(word) == 1 and word.isalpha() and not unit
    if initial or _is_form_of(word, words.DATES) or small in words.MAY_END or _ACRONYM.fullmatch(word):
        return begins_like_sentence(body)
    return True


def _is_form_of(word: str, table: frozenset[str]) -> bool:
    """Tell whether ``table`` contains ``word``, either as written or in block capitals.

    The words of the table are capitalised.
    """
    return word in table or (word.isupper() and word.capitalize() in table)


def _glued_ends(text: str, start: int, stop: int, cut: int, rest: str) -> bool:
    """Tell whether a full stop without white space after it ends a sentence.

    Only a common word with a capital, or a quote, can begin a sentence directly after the full stop.
    """
    if rest[0] in "“‘" and cut == stop + 1:
        return word_may_end(text, start, stop, rest.lstrip(OPENERS))
    before = _WORD_BEFORE.search(text, max(start, stop - _MAX_WORD_LENGTH), stop)
    if not before or len(before.group()) < 2 or not before.group().isalpha() or not before.group().islower():
        return False
    if text[before.start() - 1 : before.start()] in set("./\\_-@:#") or not rest[0].isupper():
        return False
    after = _WORD_AFTER.match(rest)
    if not after or not begins_like_sentence(rest) or not word_may_end(text, start, stop, rest):
        return False
    return rest[after.end() : after.end() + 1] in {" ", ","}
