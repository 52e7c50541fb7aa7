"""Two catalogues of messages -> Comparison by key -> findings; no model has to find what belongs together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aligner.bitext import Bead, Bitext, Block, Document, Segment
from aligner.check.catalogue import RULES
from aligner.check.catalogue_files import kind_of
from aligner.check.compare import findings_in
from aligner.check.comparison import ADDRESS, PLACEHOLDER
from aligner.check.findings import FileReport, Finding, Label, Place, in_file
from aligner.check.icu import arguments_of, flattened
from aligner.check.memories import with_sides
from aligner.check.message_keys import Entry, Pairing, paired
from aligner.check.rules.untranslated import ordinary_words
from aligner.check.settings import CheckSettings
from aligner.check.text_marks import inlines_of
from aligner.errors import InputError
from aligner.interface import _
from aligner.languages.scripts import HAN_CHARACTER
from aligner.readers.messages import read_messages
from aligner.readers.messages.gettext import CONTEXT
from aligner.settings import ReadSettings

if TYPE_CHECKING:
    from aligner.glossary import Glossary
    from aligner.protocols import Embedder

REFERENCE = re.compile(r"\$t\([^()\n]{1,100}\)|@(?:\.\w+)?:(?:\([\w.]+\)|[\w.]+)")
"""Another message within a message: of i18next and of vue-i18n."""
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Two catalogues, compared.

    Attributes:
        source: path as it is reported.
        target: likewise.
        pairing: their messages.
        settings: of the check.
    """

    source: str
    target: str
    pairing: Pairing
    settings: CheckSettings

    def finding(self, rule: str, message: str, source: Entry | None, target: Entry | None) -> Finding:
        """Return a finding about one key; where a side has no such message, about the other only."""
        places = [
            Place(name, entry.line, " ".join(entry.text.split()), 0, entry.key) if entry else None
            for name, entry in ((self.source, source), (self.target, target))
        ]
        return Finding(rule, RULES[rule].severity, message, places[0], places[1] or Place(self.target), SURE)


def check_messages(
    source: str,
    target: str,
    settings: CheckSettings,
    *,
    chosen: ReadSettings,
    embedder: Embedder,
    glossary: Glossary | None = None,
) -> FileReport:
    """Return what is wrong with a catalogue of messages.

    Args:
        source: path of a catalogue.
        target: of its translation, in the same format; the same path for a .po file that holds both languages.
        settings: of the check.
        chosen: languages that are given.
        embedder: for rules that ask a model; none is needed to pair the messages.
        glossary: terms that the translation has to use.

    Raises:
        InputError: a file cannot be read, or holds no messages.
    """
    sides = entries_of(source, target)
    if not sides[0]:
        raise InputError(_("holds no messages to compare"), path=source)
    found = Catalogues(source, target, paired(*sides), settings)
    bitext = bitext_of(found, chosen)
    inner, _unused = findings_in(bitext, settings, embedder=embedder, glossary=glossary)
    own = settings.reported(own_findings(found))
    taken = {(each.rule, each.target.key) for each in own if each.target}
    findings = [
        each
        for each in map(keyed(found), inner.findings)
        if not each.target or (each.rule, each.target.key) not in taken
    ]
    findings += own
    findings.sort(key=in_file)
    covered, total = coverage(found)
    return FileReport(source, target, tuple(findings), covered, total, () if glossary else tuple(labels_in(found)))


def entries_of(source: str, target: str) -> tuple[list[Entry], list[Entry]]:
    """Return the messages of two catalogues; in a source of gettext, a msgid is its own text."""
    ours, theirs = (
        [Entry(each.key, each.text, each.line, each.plural) for each in read_messages(path)]
        for path in (source, target)
    )
    if kind_of(source) == "gettext":
        bilingual = source == target
        ours = [replace(each, text=key_text(each.key) if bilingual or not each.text else each.text) for each in ours]
    return ours, theirs


def key_text(key: str) -> str:
    """Return the msgid of a key of gettext."""
    return key.rpartition(CONTEXT)[2] if CONTEXT in key else key


def bitext_of(found: Catalogues, chosen: ReadSettings) -> Bitext:
    """Return the messages that both sides have as a bitext, one bead a key."""
    pairs = [(source, target) for source, target in found.pairing.pairs if source.text.strip() and target.text.strip()]
    documents = [
        document(name, [pair[side] for pair in pairs], [pair[1 - side].text for pair in pairs])
        for side, name in enumerate((found.source, found.target))
    ]
    beads = tuple(Bead((number,), (number,)) for number in range(len(pairs)))
    return with_sides(Bitext(documents[0], documents[1], beads), chosen)


def document(name: str, entries: Sequence[Entry], others: Sequence[str]) -> Document:
    """Return messages as a document, a block each, with the forms for one number or choice of each as its text."""
    blocks, segments = [], []
    for number, (entry, other) in enumerate(zip(entries, others, strict=True)):
        text = flattened(entry.text, other)
        text = text if text.strip() else entry.text
        marks = [*inlines_of(text)]
        marks += [(match.start(), match.end(), "placeholder", match[0]) for match in REFERENCE.finditer(text)]
        blocks.append(Block(text, entry.line, "paragraph", inlines=tuple(sorted(marks))))
        start = len(text) - len(text.lstrip())
        segments.append(Segment(text.strip(), number, start, start + len(text.strip()), entry.line))
    return Document(name, tuple(blocks)).with_segments(segments)


def keyed(found: Catalogues) -> Callable[[Finding], Finding]:
    """Return what tells a finding of which key it is."""
    keys: dict[tuple[object, ...], str] = {}
    for source, target in reversed(found.pairing.pairs):
        ends = (source.line, in_one_line(source, target)), (target.line, in_one_line(target, source))
        keys |= dict.fromkeys((ends, (ends[0], None), (None, ends[1])), source.key)

    def with_key(finding: Finding) -> Finding:
        places = finding.source, finding.target
        key = keys.get(tuple((place.line, place.text) if place else None for place in places), "")
        if not key:
            return finding
        ends = [replace(place, key=key) if place else None for place in places]
        return replace(finding, source=ends[0], target=ends[1], message=f"{shown(key)}: {finding.message}")

    return with_key


def in_one_line(entry: Entry, other: Entry) -> str:
    """Return the text of a message as a place has it."""
    return " ".join(flattened(entry.text, other.text).split())


def shown(key: str) -> str:
    """Return a key on one line, cut where it is a whole text."""
    line = " ".join(key.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def own_findings(found: Catalogues) -> Iterator[Finding]:
    """Yield what only messages can have: missing and extra keys, empty and copied values, arguments of ICU."""
    for entry in found.pairing.missing:
        yield found.finding("missing-key", _("{name}: is not in the translation", name=shown(entry.name)), entry, None)
    for entry in found.pairing.extra:
        yield found.finding("extra-key", _("{name}: is not in the source", name=shown(entry.name)), None, entry)
    for source, target in found.pairing.pairs:
        if source.text.strip() and not target.text.strip():
            yield found.finding(
                "untranslated", _("{name}: the translation is empty", name=shown(target.name)), source, target
            )
        elif is_copied(source.text, target.text, found.settings.keep):
            message = _("{name}: is the text of the source: “{text}”", name=shown(target.name), text=shown(source.text))
            yield found.finding("untranslated", message, source, target)
        for message in argument_faults(source.text, target.text):
            yield found.finding("placeholder-mismatch", f"{shown(target.name)}: {message}", source, target)


def is_copied(source: str, target: str, keep: Sequence[str]) -> bool:
    """Whether a message is the source's text, which a translation would have changed.

    A name stays as it is: a single word counts only if it is one that is translated, several words if one of them is.
    """
    if source.strip() != target.strip():
        return False
    if HAN_CHARACTER.search(source):
        return len(HAN_CHARACTER.findall(source)) > 1
    kept = {word.lower() for phrase in keep for word in WORD.findall(phrase)}
    text = flattened(source, target)
    blank = list(text)
    for start, end, kind, _unused in inlines_of(text):
        if kind != "link":
            blank[start:end] = " " * (end - start)
    plain = ADDRESS.sub(" ", PLACEHOLDER.sub(" ", REFERENCE.sub(" ", "".join(blank))))
    words = [word for word in WORD.findall(plain) if word.lower() not in kept]
    known = [word for word in words if word.lower() in ordinary_words() and not word.isupper()]
    return len(known) > 0 and 2 * len(known) >= len(words)


def argument_faults(source: str, target: str) -> Iterator[str]:
    """Yield what is wrong with the arguments of ICU messages (``{count, plural, ...}``)."""
    ours, theirs = arguments_of(source), arguments_of(target)
    if not ours:
        return
    if theirs is None:
        yield _("the braces of the message do not close")
        return
    for name, (kind, choices) in ours.items():
        if name not in theirs:
            yield _("the argument {{{name}, {kind}}} is missing", name=name, kind=kind)
            continue
        other, chosen = theirs[name]
        if kind == "select" and other == kind and choices != chosen:
            changes = [_("{choice} is missing", choice=each) for each in sorted(choices - chosen)]
            changes += [_("{choice} is new", choice=each) for each in sorted(chosen - choices)]
            yield _("the choices of {{{name}, select}} differ: {changes}", name=name, changes=", ".join(changes))
        elif other in ("plural", "select", "selectordinal") and "other" not in chosen:
            yield _("the argument {{{name}, {other}}} lacks the choice other", name=name, other=other)
    for name in theirs:
        if name not in ours and f"{{{name}}}" not in source:
            yield _("the argument {{{name}}} is not in the source", name=name)


def coverage(found: Catalogues) -> tuple[int, int]:
    """Return how many characters of the source have a translation, and how many there are."""
    total = covered = 0
    for source, target in found.pairing.pairs:
        weight = len("".join(source.text.split()))
        total += weight
        if target.text.strip() and not is_copied(source.text, target.text, found.settings.keep):
            covered += weight
    return covered, total + sum(len("".join(entry.text.split())) for entry in found.pairing.missing)


def labels_in(found: Catalogues) -> Iterator[Label]:
    """Yield the short messages of two catalogues, as labels of a program."""
    for ours, theirs in found.pairing.pairs:
        if ours.plural == theirs.plural and theirs.text.strip():
            yield Label("message", ours.text, theirs.text, ours.line, theirs.line)
