"""The rules of the check with their texts for users, which reports and documentation show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aligner.check.findings import Severity


@dataclass(frozen=True, slots=True)
class Part:
    """A function that implements a rule, or a part of a rule.

    Attributes:
        target: location of the function, as ``package.module:function``; see
            `aligner.check.rules.Rule`.
        needs_documents: whether the function needs the blocks of documents in their order, which a file
            of pairs does not have.
        needs_languages: whether the function needs the languages of both sides. Without them, it would
            report foreign words or short texts.
    """

    target: str
    needs_documents: bool = False
    needs_languages: bool = False


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule with its texts and the location of its code.

    Attributes:
        title: the fault in a few words.
        explanation: one sentence that describes the fault.
        remedy: one sentence that says how to correct the fault.
        severity: default severity; the settings may change it.
        parts: the functions of the rule; empty for rules about whole files, which other modules
            implement.
    """

    title: str
    explanation: str
    remedy: str
    severity: Severity = "error"
    parts: tuple[Part, ...] = ()

    @property
    def needs_documents(self) -> bool:
        """Whether the rule needs documents. Such a rule does not apply to a file of pairs."""
        return all(part.needs_documents for part in self.parts)


@dataclass(frozen=True)
class Rules(Mapping[str, RuleText]):
    """All rules by name. The rules of the program come first, then those of other packages.

    Attributes:
        entries: the rules of the program, in the order of the documentation.
        group: group of entry points by which other packages add rules.
    """

    entries: dict[str, RuleText]
    group: str = "bitext_aligner.rules"

    def added(self) -> dict[str, RuleText]:
        """Return the rules that other packages add, by name."""
        from aligner.plugins import added_entries

        return added_entries("rule", self.group, RuleText, tuple(self.entries))

    def __getitem__(self, name: str) -> RuleText:
        """Return a rule by its name; other packages are searched only if the program has no such rule."""
        return self.entries[name] if name in self.entries else self.added()[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all rules."""
        yield from self.entries
        yield from self.added()

    def __len__(self) -> int:
        """Return the number of all rules."""
        return len(self.entries) + len(self.added())


RULES = Rules(
    {
        "missing-file": RuleText(
            "No translation of this file",
            "The source file has no counterpart in the translation.",
            "Translate the file, or exclude its path from the check.",
        ),
        "extra-file": RuleText(
            "Translation without a source",
            "The translation has a file whose source does not exist, often because the source was renamed or deleted.",
            "Rename or delete the file like its source, or exclude its path from the check.",
        ),
        "omission": RuleText(
            "Not translated",
            "A part of the source has no counterpart in the translation.",
            "Translate it at the place that the finding names.",
            parts=(Part("aligner.check.rules.missing:omissions"),),
        ),
        "addition": RuleText(
            "Not in the source",
            "A part of the translation has no counterpart in the source.",
            "Delete it, or add it to the source.",
            severity="warning",
            parts=(Part("aligner.check.rules.missing:additions"),),
        ),
        "partial": RuleText(
            "Translated in part",
            "The translation is much too short for its source, so a part is probably missing.",
            "Compare the two and complete the translation.",
            parts=(Part("aligner.check.rules.partial:partial", needs_languages=True),),
        ),
        "untranslated": RuleText(
            "Left in the source language",
            "The translation contains words of the source language.",
            "Translate them, or add them to the terms to keep.",
            parts=(Part("aligner.check.rules.untranslated:untranslated", needs_languages=True),),
        ),
        "number-mismatch": RuleText(
            "Numbers differ",
            "A number, date, percentage or document symbol differs between the two sides, independent of its notation.",
            "Compare both with the original figure and correct the wrong one.",
            parts=(Part("aligner.check.rules.numbers:numbers"),),
        ),
        "negation": RuleText(
            "Negation lost",
            'The source has "not", "never" or "only", and the translation has no counterpart of it.',
            "Read both; if the meaning is reversed, correct it.",
            severity="warning",
            parts=(Part("aligner.check.rules.negation:negations", needs_languages=True),),
        ),
        "link-mismatch": RuleText(
            "Links differ",
            "A link of one side is missing on the other, or has another or a dead address there.",
            "Use the same link on both sides, or the corresponding page in the reader's language.",
            parts=(
                Part("aligner.check.rules.links:links"),
                Part("aligner.check.rules.anchors:anchors", needs_documents=True),
            ),
        ),
        "code-mismatch": RuleText(
            "Code differs",
            "Code, which is not translated, differs between the two sides; code blocks need documents.",
            "Copy the code from the source again.",
            parts=(
                Part("aligner.check.rules.code:code_blocks", needs_documents=True),
                Part("aligner.check.rules.code:inline_code"),
                Part("aligner.check.rules.fences:fences", needs_documents=True),
            ),
        ),
        "placeholder-mismatch": RuleText(
            "Placeholders differ",
            "A placeholder that a program fills in, such as {name} or %s, is missing, altered or added.",
            "Use exactly the placeholders of the source.",
            parts=(Part("aligner.check.rules.marks:placeholders"),),
        ),
        "tag-mismatch": RuleText(
            "Mark-up differs",
            "Mark-up of one side, such as an HTML tag, is missing or left open on the other.",
            "Use the mark-up of the source around the same words.",
            parts=(Part("aligner.check.rules.marks:tags"),),
        ),
        "heading-structure": RuleText(
            "Headings differ",
            "The headings of the two files differ in number or depth, so their outlines do not agree.",
            "Give each heading the depth that it has in the source.",
            parts=(Part("aligner.check.rules.headings:headings", needs_documents=True),),
        ),
        "moved": RuleText(
            "In another place",
            "A part is translated, but in another place than in the source.",
            "Move it to its place in the source.",
            severity="warning",
            parts=(Part("aligner.check.rules.missing:moved", needs_documents=True),),
        ),
        "duplicated-target": RuleText(
            "Translated twice",
            "The same text occurs twice in the translation, but once in the source.",
            "Delete the copy, or translate the source text there.",
            parts=(Part("aligner.check.rules.duplicates:duplicates", needs_documents=True),),
        ),
        "inconsistent-term": RuleText(
            "Term not as in the glossary",
            "A term of the glossary is translated in another way than the glossary says.",
            "Use the glossary's term, or add this one to the glossary.",
            parts=(Part("aligner.check.rules.terms:terms", needs_languages=True),),
        ),
        "forbidden-term": RuleText(
            "Forbidden term",
            "The translation renders a term in a way that the glossary marks as forbidden.",
            "Use the rendering that the glossary allows.",
            severity="warning",
            parts=(Part("aligner.check.rules.forbidden:forbidden", needs_languages=True),),
        ),
        "inconsistent-label": RuleText(
            "Label in two renderings",
            "The same link, heading or message is translated in two ways, and no glossary decides which is correct.",
            "Use one rendering everywhere, or write a glossary.",
            severity="warning",
        ),
        "typography": RuleText(
            "Chinese marks",
            "A half-width mark is between Chinese characters, or a bracket or quotation mark is not balanced.",
            "Use full-width marks in Chinese text, and close each bracket and quotation mark.",
            severity="warning",
            parts=(Part("aligner.check.rules.typography:typography", needs_languages=True),),
        ),
        "doubled-word": RuleText(
            "Word stands twice",
            "A word occurs twice in a row, often after an edit.",
            "Delete one of the two.",
            severity="warning",
            parts=(Part("aligner.check.rules.typography:doubled_words", needs_languages=True),),
        ),
        "question-mark": RuleText(
            "Question became a statement",
            "The source asks a question, and the translation ends with a full stop.",
            "Check that the translation asks as well.",
            severity="warning",
            parts=(Part("aligner.check.rules.typography:question_marks", needs_languages=True),),
        ),
        "mixed-script": RuleText(
            "Traditional among simplified",
            "A passage is in traditional characters on a page in simplified ones, or the reverse.",
            "Convert the passage.",
            severity="warning",
            parts=(Part("aligner.check.rules.typography:mixed_script", needs_languages=True),),
        ),
        "own-pattern": RuleText(
            "Own pattern",
            "A pattern of the settings file matches.",
            "Do what the message says.",
            severity="warning",
            parts=(Part("aligner.check.rules.patterns:own_patterns"),),
        ),
        "missing-key": RuleText(
            "Message missing",
            "A key of the source's catalogue of messages is not in the translation.",
            "Translate the message under the same key.",
        ),
        "extra-key": RuleText(
            "Message without a source",
            "The translation has a key that the source's catalogue of messages does not have.",
            "Rename or delete the key as in the source.",
            severity="warning",
        ),
        "stale": RuleText(
            "Source changed since",
            "The source has changed since it was translated, and the translation has not.",
            "Update the translation, and the lock file if you use one.",
        ),
    }
)
"""Rule name to its text, in the order of the documentation."""

NEED_DOCUMENTS = tuple(name for name, rule in RULES.entries.items() if rule.needs_documents)
"""The rules that do not apply to pairs without documents."""
