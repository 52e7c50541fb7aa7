"""Collect the English term candidates of a corpus: noun phrases, names and abbreviations, with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aligner.glossary.corpus import TokenPair
from aligner.languages.english.phrases import BREAK, WORD, Token
from aligner.languages.english.words import CONNECTORS

Key = tuple[str, ...]
"""A term as the keys (base forms) of its words."""

MIN_JOINED_SHARE_BY_CONNECTOR = {"and": 0.75}
"""Two parts joined by this connector are one term if at least this share of the rarer part's occurrences are joined."""
MIN_JOINED_SHARE = 0.25
"""The same for all other connectors."""
MIN_HEAD_SHARE = 0.2
"""A term ends with a word that ends a run of words in at least this share of its occurrences.

A word that nearly always precedes a noun is an adjective.
"""
DETERMINERS = frozenset(
    {
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "your",
        "my",
        "each",
        "every",
        "any",
        "no",
        "of",
    }
)
PREPOSITIONS = frozenset(
    {
        "in",
        "on",
        "for",
        "by",
        "with",
        "from",
        "against",
        "into",
        "between",
        "among",
        "under",
        "over",
        "through",
        "about",
        "at",
        "as",
    }
)
ADJECTIVE_ENDINGS = ("al", "ous", "ive", "ic", "able", "ible", "ary", "less", "ful", "ed")
PREDICATIVE_ENDINGS = ("able", "ible", "ive", "ous", "ed")
"""Endings of predicative adjectives; a complement with "to" follows them: "conducive to terrorism"."""
NAME_LENGTH_FACTOR = 2
"""A name may have this many times as many words as other terms, if it occurs more than once."""
MIN_LOWER_CASE_SHARE = 0.2
"""The lower-case form of a term is shown if it has at least this share of the occurrences."""


@dataclass(slots=True)
class Candidates:
    """The term candidates of a corpus: English runs of words that may be terms.

    Attributes:
        counts: number of occurrences of each candidate.
        names: candidates that are usually written with capitals, and abbreviations.
    """

    counts: Counter[Key] = field(default_factory=Counter)
    names: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class _Tally:
    """Counts from one pass over the texts of a corpus, from which term candidates are chosen.

    A name is a run of words written with capitals.

    Attributes:
        counts: number of occurrences of each run of words.
        capitalised: number of occurrences of each run as a name.
        name_ends: number of occurrences of each run as a name that no further capitalised word follows.
        whole_names: number of those in ``name_ends`` that no capitalised word precedes either.
        words: number of occurrences of each word.
        heads: number of occurrences of each word as the head of a noun phrase.
        neighbours: for each run and side (0 before, 1 after), the only word that occurs next to the
            run; empty if there are several.
    """

    counts: Counter[Key] = field(default_factory=Counter)
    capitalised: Counter[Key] = field(default_factory=Counter)
    name_ends: Counter[Key] = field(default_factory=Counter)
    whole_names: Counter[Key] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    neighbours: dict[tuple[int, Key], tuple[str, int]] = field(default_factory=dict)

    def add(self, tokens: Sequence[Token], max_words: int) -> None:
        """Count the candidates in the tokens of one text, up to ``max_words`` words long."""
        for place, token in enumerate(tokens):
            if token.kind == WORD:
                self.words[token.key] += 1
                self.heads[token.key] += not _precedes_noun(tokens, place + 1) and _is_used_as_noun(tokens, place)
        keys = key_of(tokens)
        for start, end in candidate_spans(tokens, max_words):
            key = keys[start:end]
            self.counts[key] += 1
            if _is_name(tokens[start:end], at_start=start == 0 or tokens[start - 1].kind == BREAK):
                self.capitalised[key] += 1
                ended = not _name_continues(tokens, end)
                self.name_ends[key] += ended
                self.whole_names[key] += ended and not _name_began_before(tokens, start)
            self._add_neighbour((0, key), tokens[start - 1].key if _is_word(tokens, start - 1) else "")
            self._add_neighbour((1, key), tokens[end].key if _is_word(tokens, end) else "")

    def _add_neighbour(self, where: tuple[int, Key], word: str) -> None:
        """Record the word next to an occurrence of a candidate.

        The record is empty if other occurrences of the candidate have a different word on this side.
        """
        known = self.neighbours.get(where)
        if known is None:
            self.neighbours[where] = (word, 1)
        elif known[0] != word:
            self.neighbours[where] = ("", 0)

    def is_fragment(self, key: Key) -> bool:
        """Whether a candidate is a part of a longer term: the same word is next to all its occurrences."""
        return any(self.neighbours[side, key][0] for side in (0, 1))


def candidate_spans(tokens: Sequence[Token], max_words: int) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` for every run of tokens that may be a term."""
    number = len(tokens)
    before = BREAK
    for start, first in enumerate(tokens):
        at_start, before = before == BREAK, first.kind
        if not first.opens or (first.is_glued and not first.is_capitalised) or (at_start and first.is_verb):
            continue
        if first.is_gerund and (at_start or not _may_precede_gerund(tokens[start - 1], first)):
            continue
        if first.closes and not _is_glued(tokens, start + 1):
            yield start, start + 1
        for end in range(start + 2, min(start + NAME_LENGTH_FACTOR * max_words, number) + 1):
            last = tokens[end - 1]
            if not last.joins or _begins_object(tokens[end - 2], last):
                break
            if end > start + max_words and not (first.is_capitalised and (last.is_capitalised or last.kind != WORD)):
                break
            if last.closes and not _is_glued(tokens, end):
                yield start, end


def _begins_object(before: Token, token: Token) -> bool:
    """Whether a token begins the object of a verb, so that no term continues across it.

    Examples: "limit the rate", "followed Zhou Rui".
    """
    if token.key == "the":
        return before.kind == WORD
    return token.is_capitalised and before.is_verb and before.word.endswith("ed") and not before.is_capitalised


def _may_precede_gerund(before: Token, gerund: Token) -> bool:
    """Whether a gerund ("operating") may begin a term after the token ``before``.

    It may do so after an article or a noun, or as part of a name.
    """
    return gerund.is_capitalised or before.kind == WORD or before.key in DETERMINERS


def _is_glued(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].is_glued and not tokens[place - 1].is_acronym


def _is_word(tokens: Sequence[Token], place: int) -> bool:
    return 0 <= place < len(tokens) and tokens[place].kind == WORD


def _precedes_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether a noun or adjective is at ``place``, so that the word before it does not head a noun phrase."""
    return _is_word(tokens, place) and tokens[place].closes


def _is_used_as_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word at ``place`` is used as a noun.

    It is used as a noun if it is in the plural, or follows a determiner, a preposition or a noun.
    """
    token, word = tokens[place], tokens[place].word.lower()
    if token.is_acronym or (word != token.key and word.endswith("s")):
        return True
    if word.endswith(ADJECTIVE_ENDINGS) and place + 1 < len(tokens) and tokens[place + 1].key in ("and", "or"):
        return False  # "national and regional levels"
    before = tokens[place - 1] if place else None
    if before is None or before.kind == BREAK:
        return token.is_capitalised and place > 0
    if before.kind == WORD:
        return not before.is_verb or not word.endswith(("ing", *ADJECTIVE_ENDINGS))
    return before.key in (DETERMINERS if word.endswith("ing") else DETERMINERS | PREPOSITIONS)


def key_of(tokens: Sequence[Token]) -> Key:
    """Return the key of a term, which is the same for all its inflected forms."""
    return tuple([token.key for token in tokens])


def form_of(tokens: Sequence[Token]) -> str:
    """Return the tokens as one text, as they are written."""
    return " ".join(token.text for token in tokens).replace(" -", "-").removeprefix("-")


def count_candidates(pairs: Sequence[TokenPair], max_words: int, min_count: int | None) -> Candidates:
    """Return the term candidates that are frequent enough and are not parts of longer terms.

    Args:
        pairs: the tokenised corpus.
        max_words: maximum number of words of a term.
        min_count: minimum number of occurrences; ``None`` means 1 for names and 2 for other terms.
    """
    tally = _Tally()
    for pair in pairs:
        tally.add(pair.english, max_words)
    names = {key for key, count in tally.capitalised.items() if 2 * count > tally.counts[key]}
    candidates = Candidates()
    for key, count in tally.counts.items():
        is_whole_name = tally.whole_names[key] and key in names and len(key) <= max_words
        is_frequent = count >= (min_count if min_count is not None else 1 if is_whole_name else 2)
        if is_frequent and _is_term(key, tally, names):
            candidates.counts[key] = count
    candidates.names = names & candidates.counts.keys()
    return candidates


def _is_term(key: Key, tally: _Tally, names: set[Key]) -> bool:
    if key in names and tally.whole_names[key]:
        return "and" not in key or _parts_belong_together(key, tally.counts, min_count=1)
    if len(key) > 2 and key[1] == "to" and key[0].endswith(PREDICATIVE_ENDINGS):
        return False
    if tally.counts[key] < 2 or (tally.capitalised[key] == tally.counts[key] and not tally.name_ends[key]):
        return False  # "United Nations Office": a part of a longer name in every occurrence
    if tally.heads[key[-1]] < MIN_HEAD_SHARE * tally.words[key[-1]] or tally.is_fragment(key):
        return False
    return _parts_belong_together(key, tally.counts)


def most_common_form(forms: Counter[str]) -> str:
    """Return the most frequent form of a term.

    Lower-case forms are preferred unless they are rare, because headings have capitals.
    """
    lower = Counter({form: count for form, count in forms.items() if form == form.lower()})
    is_common = lower.total() >= MIN_LOWER_CASE_SHARE * forms.total()
    return (lower if lower and is_common else forms).most_common(1)[0][0]


def _is_name(tokens: Sequence[Token], *, at_start: bool) -> bool:
    """Whether all content words of a candidate have capitals, and not only because they begin a sentence."""
    words = [token for token in tokens if token.kind == WORD]
    if not all(token.is_capitalised for token in words) or not tokens[0].is_capitalised:
        return False
    return words[0].is_acronym or len(words) > 1 or not at_start


def _name_began_before(tokens: Sequence[Token], start: int) -> bool:
    """Whether a capitalised word precedes a name, directly or before a connector.

    A verb at the beginning of a sentence does not count: "Recalling the Charter".
    """
    before = start - 1
    while before >= 0 and tokens[before].key in CONNECTORS | PREPOSITIONS:
        before -= 1
    if not _is_word(tokens, before) or not tokens[before].is_capitalised:
        return False
    is_head = before == 0 or tokens[before - 1].kind == BREAK
    return not (is_head and (tokens[before].is_verb or tokens[before].is_gerund))


def _name_continues(tokens: Sequence[Token], end: int) -> bool:
    """Whether a name continues after ``end``.

    It continues with a capitalised word, directly or after a connector, or with a part after a hyphen.
    """
    after = end
    while after < len(tokens) and tokens[after].key in CONNECTORS | PREPOSITIONS:
        after += 1
    return _is_word(tokens, after) and (tokens[after].is_capitalised or (after == end and _is_glued(tokens, end)))


def _parts_belong_together(key: Key, counts: Counter[Key], min_count: int = 3) -> bool:
    """Whether a candidate with connectors ("and", "of") is one term.

    The parts on both sides of a connector must occur together often enough, compared with the number of
    occurrences of the rarer part.
    """
    for place, word in enumerate(key):
        if word in CONNECTORS and word != "the":
            right = key[place + 1 :]
            if not right:
                return False
            parts = counts[key[:place]], counts[right[1:] if right[0] == "the" else right]
            if not min(parts) or counts[key] < MIN_JOINED_SHARE_BY_CONNECTOR.get(word, MIN_JOINED_SHARE) * min(parts):
                return False
            if word == "and" and counts[key] < min_count:
                return False
    return True
