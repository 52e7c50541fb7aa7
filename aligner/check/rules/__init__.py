"""The rules: each looks at the two sides of a bitext and yields what it finds wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.check.rules.code import code_blocks, inline_code
from aligner.check.rules.duplicates import duplicates
from aligner.check.rules.fences import fences
from aligner.check.rules.headings import headings
from aligner.check.rules.links import links
from aligner.check.rules.marks import placeholders, tags
from aligner.check.rules.missing import additions, moved, omissions
from aligner.check.rules.numbers import numbers
from aligner.check.rules.partial import partial
from aligner.check.rules.terms import terms
from aligner.check.rules.untranslated import untranslated

if TYPE_CHECKING:
    from aligner.glossary import Glossary

Rule = Callable[[Comparison, "Glossary | None"], Iterable[Finding]]

RULE_FUNCTIONS: tuple[Rule, ...] = (
    omissions,
    additions,
    partial,
    untranslated,
    numbers,
    links,
    code_blocks,
    inline_code,
    fences,
    placeholders,
    tags,
    headings,
    moved,
    duplicates,
    terms,
)
"""In the order of the documentation; the rules about whole files are asked elsewhere."""

NEED_DOCUMENTS: frozenset[Rule] = frozenset({code_blocks, fences, headings, moved, duplicates})
"""They look at blocks and their order, of which pairs alone know nothing; see `RuleText.needs_documents`."""
NEED_LANGUAGES: frozenset[Rule] = frozenset({partial, untranslated, terms})
"""They would take a foreign word, or a short text, for a fault if they did not know the languages."""


def rules_for(found: Comparison) -> Iterator[Rule]:
    """Yield the rules that can look at a comparison."""
    for rule in RULE_FUNCTIONS:
        if rule in NEED_DOCUMENTS and not found.of_documents:
            continue
        if rule in NEED_LANGUAGES and not found.languages_known:
            continue
        yield rule
