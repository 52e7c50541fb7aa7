"""What every rule of the check means, in words for people: outputs and documentation take them from here."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.check.findings import Severity


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule, explained.

    Attributes:
        title: what it finds, in a few words.
        explanation: one sentence on what is wrong where it speaks.
        remedy: one sentence on what to do about it.
        severity: what it is unless the settings say otherwise.
        needs_documents: whether it looks at files, or at blocks and their order, so that pairs alone are not enough.
    """

    title: str
    explanation: str
    remedy: str
    severity: Severity = "error"
    needs_documents: bool = False


RULES: dict[str, RuleText] = {
    "missing-file": RuleText(
        "No translation of this file",
        "The source file has no file in the translation that answers to it.",
        "Translate the file, or leave its path out of the check.",
        needs_documents=True,
    ),
    "extra-file": RuleText(
        "Translation without a source",
        "The translation has a file whose source does not exist, often because the source was renamed or deleted.",
        "Rename or delete the file as its source was, or leave its path out of the check.",
        needs_documents=True,
    ),
    "omission": RuleText(
        "Not translated",
        "A part of the source has no counterpart in the translation.",
        "Translate it where the finding says that it belongs.",
    ),
    "addition": RuleText(
        "Not in the source",
        "A part of the translation has no counterpart in the source.",
        "Take it out, or bring it into the source as well.",
    ),
    "partial": RuleText(
        "Translated in part",
        "The counterpart is much too short for what it translates, so something was probably left out.",
        "Compare the two and complete the translation.",
    ),
    "untranslated": RuleText(
        "Left in the source language",
        "Words of the source language stand in the translation.",
        "Translate them, or add them to the terms that stay as they are.",
    ),
    "number-mismatch": RuleText(
        "Numbers differ",
        "A number, date, percentage or document symbol is not the same on both sides, however it is written.",
        "Compare the two with the original figure and mend the wrong one.",
    ),
    "link-mismatch": RuleText(
        "Links differ",
        "A link of one side is missing on the other, or leads elsewhere.",
        "Give both the same link, or the page in the reader's language that answers to it.",
    ),
    "code-mismatch": RuleText(
        "Code differs",
        "Code, which is not translated, is not the same on both sides; blocks of code need documents.",
        "Copy the code from the source again.",
    ),
    "placeholder-mismatch": RuleText(
        "Placeholders differ",
        "A placeholder that a program fills in, such as {name} or %s, is missing, altered or added.",
        "Use exactly the placeholders of the source.",
    ),
    "tag-mismatch": RuleText(
        "Mark-up differs",
        "Mark-up of one side, such as an HTML tag, is missing or left open on the other.",
        "Use the mark-up of the source around the same words.",
    ),
    "heading-structure": RuleText(
        "Headings differ",
        "The headings of the two files differ in number or depth, so their outlines do not agree.",
        "Give each heading the depth that it has in the source.",
        needs_documents=True,
    ),
    "moved": RuleText(
        "In another place",
        "A part is translated, but stands in another place than in the source.",
        "Move it to where the source has it.",
        needs_documents=True,
    ),
    "duplicated-target": RuleText(
        "Translated twice",
        "The same text stands twice in the translation, but once in the source.",
        "Delete the copy, or put there what the source says.",
        needs_documents=True,
    ),
    "inconsistent-term": RuleText(
        "Term not as in the glossary",
        "A term of the glossary is translated in another way than the glossary says.",
        "Use the glossary's term, or add this one to the glossary.",
    ),
    "stale": RuleText(
        "Source changed since",
        "The source has changed since it was translated, and the translation has not.",
        "Bring the translation up to date, then record that it is.",
        needs_documents=True,
    ),
}
"""Rule name to its text, in the order of the documentation."""

NEED_DOCUMENTS = tuple(name for name, rule in RULES.items() if rule.needs_documents)
"""The rules that say nothing of pairs without their documents."""
