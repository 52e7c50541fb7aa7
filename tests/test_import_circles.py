"""No module of the package imports itself by way of others.

Every import statement that runs counts, also within functions; those for type checking alone do not. An import of a
name from a package (``from aligner.formats import save``) counts as one of the package's own module, unless the name
is a module itself.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "aligner"
FACADE = "aligner"


def module_names():
    """Return the file of each module of the package by its dotted name."""
    names = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ("aligner", *path.relative_to(PACKAGE).with_suffix("").parts)
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imported_modules(tree, known):
    """Return the package's modules that a syntax tree imports when it runs."""
    typed = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in node.body
        for inner in ast.walk(part)
    }
    found = set()
    for node in ast.walk(tree):
        if node in typed:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in known else node.module)
    # The face of the package is loaded before any of its modules, and imports none of them.
    return found & known.keys() - {FACADE}


def circles(graph):
    """Return the strongly connected parts of more than one module (Tarjan, 1972), each in alphabetical order."""
    number, low, stack, found = {}, {}, [], []

    def visit(module):
        number[module] = low[module] = len(number)
        stack.append(module)
        for other in sorted(graph[module]):
            if other not in number:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], number[other])
        if low[module] == number[module]:
            part = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(part) > 1 or module in graph[module]:
                found.append(sorted(part))

    for module in sorted(graph):
        if module not in number:
            visit(module)
    return found


def test_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]
    assert circles({"a": {"a"}, "b": {"a"}}) == [["a"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_imports_for_type_checking_do_not_count_and_those_in_functions_do():
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import aligner.a\n"
    text += "def f():\n    from aligner import b\n    from aligner.c import name\n"
    assert imported_modules(ast.parse(text), dict.fromkeys(["aligner.a", "aligner.b", "aligner.c"])) == {
        "aligner.b",
        "aligner.c",
    }


def test_the_package_has_no_import_circles():
    known = module_names()
    graph = {name: imported_modules(ast.parse(path.read_text("utf-8")), known) for name, path in known.items()}
    assert sum(map(len, graph.values())) > len(graph)  # it does read the imports
    assert circles(graph) == []
