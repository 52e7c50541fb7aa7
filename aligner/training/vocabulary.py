"""The tokenizer: jieba's words, Han characters, English words and word pieces in one unigram model.

A unigram model chooses the most probable segmentation of a text (Kudo, 2018, "Subword
Regularization"). jieba does the same with its own dictionary. It is therefore enough to count
jieba's words in the training text once. The `tokenizers` library then segments text into the same
words, but faster. Chinese words outside the vocabulary are split into shorter words and single
characters. English words outside the vocabulary are split into pieces.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.cores import usable_cores
from aligner.errors import TaskError
from aligner.interface import _
from aligner.languages.chinese.simplified import table
from aligner.tasks import Limits, Task, runner_for

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer

HAN_RUN = re.compile(r"[㐀-鿿]+")
"""This class is fixed and differs from `aligner.languages.scripts.HAN`: a new one needs newly trained vectors."""
LATIN_OR_DIGITS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
MARK = "▁"
UNKNOWN = "<unk>"
MIN_COUNT = 2
MAX_WORD_LENGTH = 6
MAX_NUMBER_LENGTH = 4
MAX_PIECE_LENGTH = 8
CHUNK = 50_000
PUNCTUATION = ".,?!;:'\"()[]-—–…。、《》〈〉「」『』“”‘’%$/#&*+=@~·"


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """The size of the vocabulary.

    Attributes:
        chinese_words: number of words with two or more Han characters.
        english_words: number of English words and numbers.
        pieces: number of English word pieces.
    """

    chinese_words: int = 30_000
    english_words: int = 24_000
    pieces: int = 6_000


def build_tokenizer(chinese: Sequence[str], english: Sequence[str], settings: VocabularySettings) -> Tokenizer:
    """Count words and return the tokenizer; the same texts give the same tokenizer.

    Args:
        chinese: Chinese texts, which may contain English words.
        english: English texts.
        settings: sizes of the vocabulary.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers

    normalizer = build_normalizer()
    han, latin = count_words(normalizer, chinese, english)
    entries = sorted(vocabulary(han, latin, settings).items(), key=lambda entry: (-entry[1], entry[0]))
    entries.insert(0, (UNKNOWN, -30.0))
    tokenizer = Tokenizer(models.Unigram(entries, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.BertPreTokenizer(),
            pre_tokenizers.UnicodeScripts(),  # separates Latin words from the Han text around them
            pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


def build_normalizer() -> Normalizer:
    """Return the normalizer that is applied before tokenization.

    It applies NFKC and converts to lower case and from traditional to simplified characters.
    """
    from tokenizers import normalizers

    fold = normalizers.Precompiled(table())
    return normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), fold])


def count_words(
    normalizer: Normalizer, chinese: Sequence[str], english: Sequence[str]
) -> tuple[Counter[str], Counter[str]]:
    """Return the counts of the Han words (segmented by jieba), and of the Latin words and numbers."""
    latin: Counter[str] = Counter()
    folded = [normalizer.normalize_str(text) for text in chinese]
    han = count_in_chunks(folded)
    for text in folded:
        latin.update(LATIN_OR_DIGITS.findall(HAN_RUN.sub(" ", text)))
    for text in english:
        latin.update(LATIN_OR_DIGITS.findall(normalizer.normalize_str(text)))
    return han, latin


def count_in_chunks(texts: Sequence[str]) -> Counter[str]:
    """Return the counts of jieba's words in normalized texts; use several cores for many texts.

    Raises:
        TaskError: a chunk cannot be counted. Without its counts the tokenizer would be different
            without notice.
    """
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    runner = runner_for(min(usable_cores(), len(chunks)), Limits(unit="part"))
    counts: Counter[str] = Counter()
    tasks = (Task(number, count_han_words, (chunk,)) for number, chunk in enumerate(chunks))
    with closing(runner.answers(tasks)) as answers:
        for answer in answers:
            if answer.result is None:
                raise TaskError(_("the words of the Chinese texts cannot be counted: {reason}", reason=answer.reason))
            counts.update(answer.result)  # a sum, so the order of the chunks does not matter
    return counts


def count_han_words(texts: Iterable[str]) -> Counter[str]:
    """Return the counts of jieba's words in the sequences of Han characters of normalized texts."""
    import jieba

    jieba.setLogLevel(60)
    counts: Counter[str] = Counter()
    for text in texts:
        for run in HAN_RUN.findall(text):
            counts.update(jieba.lcut(run))
    return counts


def vocabulary(han: Counter[str], latin: Counter[str], settings: VocabularySettings) -> dict[str, float]:
    """Return the entries of the tokenizer's vocabulary with their log probabilities."""
    han_total, latin_total = max(sum(han.values()), 1), max(sum(latin.values()), 1)
    characters: Counter[str] = Counter()
    for word, count in han.items():
        for character in word:
            characters[character] += count
    entries = {
        character: math.log(max(han[character], 0.5) / han_total)
        for character, count in characters.items()
        if count >= MIN_COUNT
    }
    words = [(word, count) for word, count in sorted_by_count(han) if 1 < len(word) <= MAX_WORD_LENGTH]
    entries |= {word: math.log(count / han_total) for word, count in words[: settings.chinese_words]}
    words = [
        (word, count) for word, count in sorted_by_count(latin) if not word.isdigit() or len(word) <= MAX_NUMBER_LENGTH
    ]
    entries |= {MARK + word: math.log(count / latin_total) for word, count in words[: settings.english_words]}
    for piece, score in english_pieces(latin, settings.pieces).items():
        entries.setdefault(piece, score - 4.0)  # whole words have priority
    for character in "abcdefghijklmnopqrstuvwxyz0123456789":
        entries.setdefault(character, -14.0)
        entries.setdefault(MARK + character, -12.0)
    for character in PUNCTUATION:
        entries.setdefault(character, -6.0)
    entries.setdefault(MARK, -12.0)
    return entries


def sorted_by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return the words with their counts, highest count first; equal counts are in code point order."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def english_pieces(latin: Counter[str], size: int) -> dict[str, float]:
    """Return English word pieces with their log probabilities.

    The pieces are learnt from the words and the logarithms of their counts. Byte-pair encoding
    (Sennrich et al., 2016) counts in integers, so its result is reproducible. The result of the
    library's unigram trainer is not.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    words = sorted(word for word, count in latin.items() if count > MIN_COUNT and word[0].isalpha())
    if not words:
        return {}
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK)
    trainer = trainers.BpeTrainer(vocab_size=size, max_token_length=MAX_PIECE_LENGTH, show_progress=False)
    tokenizer.train_from_iterator((word for word in words for _ in range(latin[word].bit_length())), trainer)
    counts: Counter[str] = Counter()
    for word, encoding in zip(words, tokenizer.encode_batch(words), strict=True):
        for piece in encoding.tokens:
            counts[piece] += latin[word].bit_length()
    total = sum(counts.values())
    return {piece: math.log(count / total) for piece, count in sorted_by_count(counts)}
