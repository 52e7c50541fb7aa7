"""How many small faults the tests notice: seeded mutations of the program, each run against the tests of its folder.

Run as ``python -m benchmarks.mutations [FOLDER ...] [--number 10] [--seed 1] [--store]``. A mutation changes one place
of one file: a comparison is turned, a whole number grows by one, ``and`` and ``or`` change places, a ``not`` goes, a
string becomes empty, a function returns ``None``. Everything happens in a copy of the tree. A mutation that no test
notices survives; some change nothing that matters (the size of a cache), the others show where a test is missing.
"""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "mutations.json"
FOLDERS = ("languages", "segmenters", "formats", "glossary", "concordance", "alignment", "check", "tasks")
"""Folders of the program that can be measured."""
NUMBERS = ("tests/check/test_numbers.py",)
TESTS = {
    "languages": ("tests/languages", "tests/segmenters"),
    "languages/numbers": NUMBERS,
    "languages/chinese/numbers": NUMBERS,
    "languages/english/numbers": NUMBERS,
    "languages/chinese/phrases": ("tests/glossary", "tests/concordance"),
    "languages/english/phrases": ("tests/glossary",),
    "languages/english/words": ("tests/glossary",),
    "segmenters": ("tests/segmenters",),
    "formats": ("tests/formats", "tests/contract/test_formats.py"),
    "glossary": ("tests/glossary", "tests/languages"),
    "concordance": ("tests/concordance",),
    "alignment": ("tests/alignment",),
    "check": ("tests/check",),
    "tasks": ("tests/tasks",),
    "tasks/store": ("tests/check/test_cache.py",),
    "tasks/ledger": ("tests/batch",),
    "tasks/lock": ("tests/batch",),
    "tasks/cluster": ("tests/batch",),
}
"""Beginnings of paths below the program's folder, and the tests that concern them; the longest counts."""
PATIENCE = 4.0
"""How many times as long as without a mutation a run may take: one that makes the tests hang is noticed."""
COPIED = ("aligner", "benchmarks", "corpora", "docs", "templates", "tests")
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one file.

    Attributes:
        file: below the root.
        line: from 1.
        kind: what was done.
        before: the expression or statement as it was.
        after: what it becomes.
        start: offset in bytes of what is replaced.
        end: offset behind it.
    """

    file: str
    line: int
    kind: str
    before: str
    after: str
    start: int
    end: int

    def applied(self, content: bytes) -> bytes:
        """Return the file's content with the change."""
        return content[: self.start] + self.after.encode() + content[self.end :]


def mutations_of(path: Path, root: Path) -> Iterator[Mutation]:
    """Yield every mutation of a file, in the order of the places."""
    content = path.read_bytes()
    starts = [0]
    for line in content.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    for node in _nodes(ast.parse(content)):
        for kind, changed in _changes(node):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            after = ast.unparse(changed)
            after = after if isinstance(node, ast.stmt) else f"({after})"
            before = content[start:end].decode()
            yield Mutation(path.relative_to(root).as_posix(), node.lineno, kind, before, after, start, end)


def _nodes(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    """Yield statements and expressions, without docstrings, annotations and the parts of f-strings."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        for name, value in ast.iter_fields(node):
            children = value if isinstance(value, list) else [value]
            for child in reversed(children):
                is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                is_left = is_text or isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom)
                if isinstance(child, ast.AST) and not is_left and name not in ("annotation", "returns"):
                    waiting.append(child)


def _changes(node: ast.expr | ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may be done to a node."""
    changed = copy(node)
    if isinstance(changed, ast.Compare) and type(changed.ops[0]) in TURNED:
        changed.ops = [TURNED[type(changed.ops[0])](), *changed.ops[1:]]
        yield "comparison", changed
    elif isinstance(changed, ast.BoolOp):
        changed.op = ast.Or() if isinstance(changed.op, ast.And) else ast.And()
        yield "and, or", changed
    elif isinstance(changed, ast.UnaryOp) and isinstance(changed.op, ast.Not):
        yield "not", changed.operand
    elif isinstance(changed, ast.Constant) and type(changed.value) is int:
        changed.value += 1
        yield "number", changed
    elif isinstance(changed, ast.Constant) and isinstance(changed.value, str) and changed.value:
        changed.value = ""
        yield "string", changed
    elif isinstance(changed, ast.Return) and changed.value is not None:
        is_none = isinstance(changed.value, ast.Constant) and changed.value.value is None
        if not is_none:
            changed.value = ast.Constant(None)
            yield "return", changed


def drawn(folder: str, number: int, seed: int, root: Path = ROOT) -> list[Mutation]:
    """Return mutations of a folder of the program: the same for the same seed and program."""
    files = sorted((root / "aligner" / folder).rglob("*.py"))
    found = [mutation for path in files for mutation in mutations_of(path, root)]
    chosen = random.Random(f"{seed} {folder}").sample(found, min(number, len(found)))
    return sorted(chosen, key=lambda mutation: (mutation.file, mutation.start))


def suites_of(file: str) -> tuple[str, ...]:
    """Return the tests that concern a file of the program."""
    fitting = [beginning for beginning in TESTS if file.startswith(f"aligner/{beginning}")]
    return TESTS[max(fitting, key=len)]


def is_noticed(tree: Path, tests: Sequence[str], limit: float | None = None) -> bool:
    """Whether the tests fail in a tree, or do not come to an end within a number of seconds."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(
            [*command, *tests], cwd=tree, env=environment, capture_output=True, check=False, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0


def measured(folders: Sequence[str], number: int, seed: int) -> dict[str, Any]:
    """Return how many mutations of each folder survive, and which.

    Raises:
        click.ClickException: the tests of a folder fail before anything is changed.
    """
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        for name in COPIED:
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy2(path, tree)
        for folder in folders:
            mutations = drawn(folder, number, seed, tree)
            limits = {}
            for tests in sorted({suites_of(mutation.file) for mutation in mutations}):
                begun = time.monotonic()
                if is_noticed(tree, tests):
                    raise click.ClickException(f"{' '.join(tests)} fail as it stands: mend that first")
                limits[tests] = PATIENCE * (time.monotonic() - begun)
            counts: Counter[str] = Counter()
            survivors = []
            for mutation in mutations:
                path = tree / mutation.file
                content = path.read_bytes()
                path.write_bytes(mutation.applied(content))
                tests = suites_of(mutation.file)
                noticed = is_noticed(tree, tests, limits[tests])
                path.write_bytes(content)
                counts["noticed" if noticed else "survived"] += 1
                click.echo(f"{'noticed ' if noticed else 'SURVIVED'} {mutation.file}:{mutation.line} {mutation.kind}")
                if not noticed:
                    fields = asdict(mutation)
                    survivors.append({name: fields[name] for name in ("file", "line", "kind", "before", "after")})
            drawn_number = counts.total()
            share = round(counts["survived"] / max(drawn_number, 1), 3)
            result[folder] = {"seed": seed, "drawn": drawn_number, "survived": counts["survived"], "share": share}
            result[folder]["survivors"] = survivors
    return result


@click.command()
@click.argument("folders", nargs=-1, type=click.Choice(FOLDERS))
@click.option("--number", default=10, show_default=True, help="Mutations of each folder.")
@click.option("--seed", default=1, show_default=True, help="Of the draw.")
@click.option("--store", is_flag=True, help="Store the results.")
def main(folders: tuple[str, ...], number: int, seed: int, store: bool) -> None:
    """Measure which share of small faults the tests notice."""
    found = measured(folders or ("languages", "segmenters", "formats"), number, seed)
    if store and RESULTS.exists():  # other folders keep their figures
        found = json.loads(RESULTS.read_text(encoding="utf-8")) | found
    text = json.dumps(found, ensure_ascii=False, indent=2)
    click.echo(text)
    if store:
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
