"""A slow, obvious concordance, with which the fast one is compared: it walks through each text, word by word."""

import math
from collections import Counter

from aligner.concordance.folding import fold
from aligner.concordance.pattern import AnyOf, Characters, Series
from aligner.concordance.words import WordSplitter

SPLITTER = WordSplitter()


class Text:
    """A text as a list of units, each with its word; marks before a unit are remembered."""

    def __init__(self, text):
        (self.words,) = SPLITTER.split([fold(text)])
        self.units, self.word_of_unit, self.after_mark, self.word_starts = [], [], [], []
        for number, word in enumerate(self.words):
            self.word_starts.append(len(self.units))
            parts = list(word.text) if word.units > 1 else [word.text]
            for offset, part in enumerate(parts):
                self.units.append(part)
                self.word_of_unit.append(number)
                self.after_mark.append(offset == 0 and word.is_after_mark)

    def ends(self, node, start, accepts):
        """Yield the ends of all matches of a node that begin at a unit."""
        if isinstance(node, AnyOf):
            for option in node.options:
                yield from self.ends(option, start, accepts)
        elif isinstance(node, Series):
            yield from self._series_ends(node, 0, start, accepts)
        elif isinstance(node, Characters):
            end = start + len(node.text)
            if "".join(self.units[start:end]) == node.text and not any(self.after_mark[start + 1 : end]):
                yield end
        elif start in self.word_starts and accepts(node, self.words[self.word_of_unit[start]].text):
            yield start + self.words[self.word_of_unit[start]].units

    def _series_ends(self, node, number, start, accepts):
        for end in self.ends(node.parts[number], start, accepts):
            if number == len(node.parts) - 1:
                yield end
                continue
            gap = node.gaps[number]
            for follower in range(end, len(self.units)):
                if self._fits(end, follower, gap):
                    yield from self._series_ends(node, number + 1, follower, accepts)

    def _fits(self, end, follower, gap):
        if gap.most == 0:
            return follower == end and not (gap.touching and self.after_mark[follower])
        between = sum(1 for start in self.word_starts if start >= end) - sum(
            1 for start in self.word_starts if start > follower
        )
        between -= 1  # the word in which the second part begins
        return gap.least <= max(between, 0) <= gap.most

    def matches(self, node, accepts):
        """Return the shortest match at each start, without those that overlap an earlier one."""
        found, position = [], 0
        for start in range(len(self.units)):
            ends = sorted(set(self.ends(node, start, accepts)))
            if ends and start >= position:
                found.append((start, ends[0]))
                position = ends[0]
        return found

    def window(self, match, left, right):
        """Return the distinct words around a match."""
        first, last = self.word_of_unit[match[0]], self.word_of_unit[match[1] - 1]
        near = [*self.words[max(first - left, 0) : first], *self.words[last + 1 : last + 1 + right]]
        return {word.text for word in near}


def accepts(node, word):
    """Whether a word is one of those that a node stands for."""
    import re

    from aligner.languages.english.inflection import forms

    if node.kind == "exact":
        return word == node.text
    if node.kind == "any_form":
        return word in forms(node.text)
    text = ".*".join(map(re.escape, node.text.split("*"))) if node.kind == "wildcard" else node.text
    return re.fullmatch(text, word, re.IGNORECASE) is not None


def occurrences(pairs, pattern, side=None):
    """Return ``{number: (side, matches)}`` of the pairs that match."""
    found = {}
    for number, pair in enumerate(pairs):
        texts = [Text(pair[0]), Text(pair[1])]
        for here in (0, 1):
            matches = texts[here].matches(pattern.node, accepts)
            other = texts[1 - here]
            holds = all(other.matches(node, accepts) for node in pattern.contains)
            lacks = not any(other.matches(node, accepts) for node in pattern.lacks)
            if matches and holds and lacks and number not in found and side in (None, here):
                found[number] = (here, matches)
    return found


def log_dice(together, first, second):
    """Return the score of Rychlý (2008), as the paper has it."""
    return 14 + math.log2(2 * together / (first + second))


def near_collocations(pairs, found, left, right, least):
    """Return ``{word: (count, corpus_count, score)}``."""
    together, corpus = Counter(), Counter()
    total = sum(len(matches) for _, matches in found.values())
    sides = {side for side, _ in found.values()}
    for number, pair in enumerate(pairs):
        for side in sides:
            text = Text(pair[side])
            corpus.update(word.text for word in text.words)
            if number in found and found[number][0] == side:
                for match in found[number][1]:
                    together.update(text.window(match, left, right))
    counts = {word: min(count, corpus[word]) for word, count in together.items()}
    return {
        word: (count, corpus[word], log_dice(count, total, corpus[word]))
        for word, count in counts.items()
        if count >= max(least, 1)
    }


def other_side_collocations(pairs, found, least):
    """Return ``{word: (count, corpus_count, score)}``, counted in pairs."""
    together, corpus = Counter(), Counter()
    sides = {1 - side for side, _ in found.values()}
    for number, pair in enumerate(pairs):
        for side in sides:
            words = {word.text for word in Text(pair[side]).words}
            corpus.update(words)
            if number in found and found[number][0] == 1 - side:
                together.update(words)
    return {
        word: (count, corpus[word], log_dice(count, len(found), corpus[word]))
        for word, count in together.items()
        if count >= max(least, 1)
    }
