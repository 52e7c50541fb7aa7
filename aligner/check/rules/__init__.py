"""The rules of the check. A rule inspects a comparison and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from aligner.check.catalogue import RULES
from aligner.check.findings import Finding
from aligner.errors import AlignerError, UsageError
from aligner.interface import _
from aligner.targets import import_target

if TYPE_CHECKING:
    from aligner.check.comparison import Comparison
    from aligner.glossary import Glossary

Rule = Callable[["Comparison", "Glossary | None"], Iterable[Finding]]


def rules_for(comparison: Comparison) -> Iterator[Rule]:
    """Yield the rules that apply to a comparison, in the order of the documentation.

    Raises:
        UsageError: a rule of another package cannot be loaded.
    """
    for name, rule in RULES.items():
        own = name in RULES.entries
        # Our own rules run even if they are off: their findings may explain others; see `without_consequences`.
        if not own and comparison.settings.severity(name) == "off":
            continue
        for part in rule.parts:
            if part.needs_documents and not comparison.of_documents:
                continue
            if part.needs_languages and not comparison.languages_known:
                continue
            yield import_target(part.target) if own else rule_of_package(name, part.target)


def rule_of_package(name: str, target: str) -> Rule:
    """Return a rule of another package, wrapped so that its errors name the rule and the package.

    Raises:
        UsageError: the rule cannot be loaded.
    """
    from aligner.plugins import load_target, package_of

    rule: Rule = load_target("rule", RULES.group, name, target)

    def guarded(comparison: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
        try:
            yield from rule(comparison, glossary)
        except AlignerError:
            raise
        except Exception as error:  # the other package may raise anything
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            package = package_of(RULES.group, name)
            raise UsageError(
                _(
                    "the rule {name!r} of the package {package!r} failed ({reason}): update the package, or leave the "
                    "rule out with --rule {name}=off",
                    name=name,
                    package=package,
                    reason=reason,
                )
            ) from error

    return guarded
