"""Imports only go down the drawing of docs/design.md, and stages never import one another.

Every import statement of every module counts, those inside functions and those for type checking alike.
"""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "aligner"

LAYERS = (
    {
        "bitext",
        "cores",
        "errors",
        "interface",
        "languages",
        "plugins",
        "products",
        "protocols",
        "registry",
        "regular_files",
        "safe_xml",
        "safe_zip",
        "settings",
        "settings_file",
        "targets",
        "text_width",
        "unsafe_characters",
        "xml_escapes",
    },
    {"tasks"},
    {"readers", "segmenters", "embedders", "alignment", "formats"},
    {"pipeline"},
    {"glossary", "pairing", "pictures", "serving", "translations"},
    {"batch", "check", "concordance", "corpora", "evaluate", "plot", "review", "statistics", "training"},
    {"cli"},
)
WORDS = LAYERS[0]
LAYER_OF = {unit: number for number, units in enumerate(LAYERS) for unit in units}
FOR_ITS_ANNOTATIONS = {"formats", "glossary"}
"""What the waist imports for type checking only."""
FACADE = {"__init__", "__main__"}
"""The package's own face: it names modules of all layers, and only as strings or for type checking."""


def unit_of(path):
    """Return the module or folder directly under the package that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_units(tree, path):
    """Yield ``(line, unit)`` for every import of the package's own modules in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full"
            names = [node.module]
            if node.module == "aligner":
                names = [f"aligner.{alias.name}" for alias in node.names if alias.name != "__version__"]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "aligner" and len(parts) > 1:
                yield node.lineno, parts[1]


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if unit_of(path) not in FACADE)


def may_import(importer, imported):
    if importer == imported or LAYER_OF[imported] < LAYER_OF[importer]:
        return True
    return importer in WORDS and imported in WORDS


def test_every_module_has_its_layer():
    unknown = {unit_of(path) for path in modules()} - set(LAYER_OF)
    assert not unknown, f"say in LAYERS where these belong: {sorted(unknown)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path):
    importer = unit_of(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [
        f"line {line}: {importer} imports {imported}"
        for line, imported in imported_units(tree, path)
        if not (importer == "bitext" and imported in FOR_ITS_ANNOTATIONS) and not may_import(importer, imported)
    ]
    assert wrong == []


def test_the_waist_imports_nothing_that_is_right_of_it():
    """Its methods name what they call; only annotations name more."""
    path = PACKAGE / "bitext.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        found
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for found in imported_units(node, path)
    }
    assert {unit for _, unit in for_types} == {"settings", *FOR_ITS_ANNOTATIONS}
    when_it_runs = set(imported_units(tree, path)) - for_types
    assert when_it_runs
    assert {unit for _, unit in when_it_runs} <= WORDS


def test_what_the_waist_names_is_there():
    from aligner.bitext import _USES

    assert {entry.target.partition(":")[0] for entry in _USES.entries.values()} == {
        "aligner.formats",
        "aligner.formats.statistics",
        "aligner.glossary.word_links",
        "aligner.languages",
        "aligner.plot",
    }
    assert all(callable(_USES.load(name)) for name in _USES)


def test_the_words_import_no_other_package():
    """bitext, errors and settings work with the standard library alone."""
    import sys

    for name in ("bitext", "errors", "settings", "registry", "plugins"):
        tree = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))
        type_only = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        roots = {
            root.split(".")[0]
            for node in ast.walk(tree)
            if node not in type_only
            for root in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert roots - {"aligner"} <= set(sys.stdlib_module_names), name
