"""The rules: each looks at two documents laid side by side and yields what it finds wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
