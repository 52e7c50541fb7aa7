"""English term candidates of a corpus: noun phrases, names and abbreviations, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aligner.glossary.corpus import TokenPair
from aligner.languages.english.phrases import BREAK, WORD, Token
from aligner.languages.english.words import CONNECTORS

Key = tuple[str, ...]
"""The keys of a term's words."""

TOGETHER = {"and": 0.75}
"""Share of the rarer part's occurrences in which parts joined by a connector must stand together."""
TOGETHER_ELSE = 0.25
HEAD_SHARE = 0.2
"""Share of a word's occurrences that must end a run of words: what stands only before nouns is no noun."""
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
"""Endings of adjectives that carry what follows "to": "conducive to terrorism"."""
NAMES_LONGER = 2
"""How many times as long as other terms a name may be that is seen more than once."""
LOWER_SHARE = 0.2
"""Share of lower-case occurrences from which the lower-case form is the term's."""


@dataclass(slots=True)
class Candidates:
    """What may be a term.

    Attributes:
        counts: occurrences of each candidate.
        names: candidates written with capitals wherever they stand, and abbreviations.
    """

    counts: Counter[Key] = field(default_factory=Counter)
    names: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class _Tally:
    """What is counted in one pass over the corpus."""

    counts: Counter[Key] = field(default_factory=Counter)
    capitalised: Counter[Key] = field(default_factory=Counter)
    closed: Counter[Key] = field(default_factory=Counter)
    whole: Counter[Key] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    neighbours: dict[tuple[int, Key], tuple[str, int]] = field(default_factory=dict)

    def add(self, tokens: Sequence[Token], longest: int) -> None:
        """Count the candidates of one text."""
        for place, token in enumerate(tokens):
            if token.kind == WORD:
                self.words[token.key] += 1
                self.heads[token.key] += not _goes_on(tokens, place + 1) and _is_used_as_noun(tokens, place)
        keys = key_of(tokens)
        for start, end in spans(tokens, longest):
            key = keys[start:end]
            self.counts[key] += 1
            if _is_name(tokens[start:end], at_start=start == 0 or tokens[start - 1].kind == BREAK):
                self.capitalised[key] += 1
                ended = not _name_goes_on(tokens, end)
                self.closed[key] += ended
                self.whole[key] += ended and not _name_began_before(tokens, start)
            self._add_neighbour((0, key), tokens[start - 1].key if _is_word(tokens, start - 1) else "")
            self._add_neighbour((1, key), tokens[end].key if _is_word(tokens, end) else "")

    def _add_neighbour(self, where: tuple[int, Key], word: str) -> None:
        """Remember the word beside a candidate as long as it is always the same."""
        known = self.neighbours.get(where)
        if known is None:
            self.neighbours[where] = (word, 1)
        elif known[0] != word:
            self.neighbours[where] = ("", 0)

    def is_part(self, key: Key) -> bool:
        """Whether the same word stands beside all occurrences: then the candidate is half of a term."""
        return any(self.neighbours[side, key][0] for side in (0, 1))


def spans(tokens: Sequence[Token], longest: int) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of every run of tokens that may be a term."""
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
        for end in range(start + 2, min(start + NAMES_LONGER * longest, number) + 1):
            last = tokens[end - 1]
            if not last.joins or _begins_object(tokens[end - 2], last):
                break
            if end > start + longest and not (first.is_capitalised and (last.is_capitalised or last.kind != WORD)):
                break
            if last.closes and not _is_glued(tokens, end):
                yield start, end


def _begins_object(before: Token, token: Token) -> bool:
    """Whether a verb and its object meet here: "limit the rate", "followed Zhou Rui"."""
    if token.key == "the":
        return before.kind == WORD
    return token.is_capitalised and before.is_verb and before.word.endswith("ed") and not before.is_capitalised


def _may_precede_gerund(before: Token, gerund: Token) -> bool:
    """Whether "operating" may open a term here: behind an article or a noun, or as part of a name."""
    return gerund.is_capitalised or before.kind == WORD or before.key in DETERMINERS


def _is_glued(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].is_glued and not tokens[place - 1].is_acronym


def _is_word(tokens: Sequence[Token], place: int) -> bool:
    return 0 <= place < len(tokens) and tokens[place].kind == WORD


def _goes_on(tokens: Sequence[Token], place: int) -> bool:
    """Whether a noun or adjective follows, so that the word before is no head."""
    return _is_word(tokens, place) and tokens[place].closes


def _is_used_as_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether a head stands in the plural, or behind what stands before nouns."""
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
    """Return what the forms of a term share."""
    return tuple([token.key for token in tokens])


def form_of(tokens: Sequence[Token]) -> str:
    """Return the tokens as written."""
    return " ".join(token.text for token in tokens).replace(" -", "-").removeprefix("-")


def count_candidates(pairs: Sequence[TokenPair], longest: int, least: int | None) -> Candidates:
    """Return the candidates that are frequent enough, whole, and whose parts belong together.

    Args:
        pairs: the corpus.
        longest: the most words of a term.
        least: times that a candidate must be seen; ``None``: 2, and 1 for names.
    """
    tally = _Tally()
    for pair in pairs:
        tally.add(pair.english, longest)
    names = {key for key, count in tally.capitalised.items() if 2 * count > tally.counts[key]}
    found = Candidates()
    for key, count in tally.counts.items():
        alone = tally.whole[key] and key in names and len(key) <= longest
        enough = count >= (least if least is not None else 1 if alone else 2)
        if enough and _is_term(key, tally, names):
            found.counts[key] = count
    found.names = names & found.counts.keys()
    return found


def _is_term(key: Key, tally: _Tally, names: set[Key]) -> bool:
    if key in names and tally.whole[key]:
        return "and" not in key or _belongs_together(key, tally.counts, fewest=1)
    if len(key) > 2 and key[1] == "to" and key[0].endswith(PREDICATIVE_ENDINGS):
        return False
    if tally.counts[key] < 2 or (tally.capitalised[key] == tally.counts[key] and not tally.closed[key]):
        return False  # "United Nations Office": the name always goes on
    if tally.heads[key[-1]] < HEAD_SHARE * tally.words[key[-1]] or tally.is_part(key):
        return False
    return _belongs_together(key, tally.counts)


def usual_form(forms: Counter[str]) -> str:
    """Return the most frequent form, one in lower case where that is not rare: capitals also mark headings."""
    lower = Counter({form: count for form, count in forms.items() if form == form.lower()})
    enough = lower.total() >= LOWER_SHARE * forms.total()
    return (lower if lower and enough else forms).most_common(1)[0][0]


def _is_name(tokens: Sequence[Token], *, at_start: bool) -> bool:
    """Whether all content words have capitals, and not only because a sentence begins."""
    words = [token for token in tokens if token.kind == WORD]
    if not all(token.is_capitalised for token in words) or not tokens[0].is_capitalised:
        return False
    return words[0].is_acronym or len(words) > 1 or not at_start


def _name_began_before(tokens: Sequence[Token], start: int) -> bool:
    """Whether a word with a capital stands before a name, a connector between them or not.

    The verb at the head of a sentence is none: "Recalling the Charter".
    """
    before = start - 1
    while before >= 0 and tokens[before].key in CONNECTORS | PREPOSITIONS:
        before -= 1
    if not _is_word(tokens, before) or not tokens[before].is_capitalised:
        return False
    is_head = before == 0 or tokens[before - 1].kind == BREAK
    return not (is_head and (tokens[before].is_verb or tokens[before].is_gerund))


def _name_goes_on(tokens: Sequence[Token], end: int) -> bool:
    """Whether a word with a capital, or a part glued with a hyphen, follows a name, a connector between them or not."""
    after = end
    while after < len(tokens) and tokens[after].key in CONNECTORS | PREPOSITIONS:
        after += 1
    return _is_word(tokens, after) and (tokens[after].is_capitalised or (after == end and _is_glued(tokens, end)))


def _belongs_together(key: Key, counts: Counter[Key], fewest: int = 3) -> bool:
    """Whether parts joined by a connector stand together often enough, measured at the rarer part."""
    for place, word in enumerate(key):
        if word in CONNECTORS and word != "the":
            right = key[place + 1 :]
            if not right:
                return False
            parts = counts[key[:place]], counts[right[1:] if right[0] == "the" else right]
            if not min(parts) or counts[key] < TOGETHER.get(word, TOGETHER_ELSE) * min(parts):
                return False
            if word == "and" and counts[key] < fewest:
                return False
    return True
