"""The reference of the library's names, from their signatures and docstrings."""

from __future__ import annotations

import inspect

import aligner
from docs.generate.commands import fenced

WIDTH = 80
KINDS = {
    "en": ("Functions", "Methods of a bitext", "Values, settings and errors"),
    "zh": ("函数", "双语文本的方法", "值、设置和错误"),
}


def names(language: str) -> str:
    """Return headings, and every public name with its first sentence; docstrings are English in both languages."""
    public = {name: getattr(aligner, name) for name in aligner.__all__ if not name.startswith("_")}
    classes = {name: each for name, each in public.items() if inspect.isclass(each)}
    methods = {
        f"bitext.{name}": method
        for name, method in inspect.getmembers(aligner.Bitext, inspect.isfunction)
        if not name.startswith("_")
    }
    functions = {name: each for name, each in public.items() if name not in classes}
    parts = []
    for heading, members in zip(KINDS[language], (functions, methods, classes), strict=True):
        entries = [entry(name, member, called=members is not classes) for name, member in members.items()]
        parts += [f"## {heading}", fenced("\n".join(entries))]
    return "\n\n".join(parts)


def entry(name: str, member: object, *, called: bool) -> str:
    """Return a name as it is called, and below it what it is."""
    function = inspect.unwrap(member) if callable(member) else member  # a package that can be called is its function
    said = (inspect.getdoc(function) or "").partition("\n")[0]
    return f"{name}{arguments(function) if called else ''}\n    {said}\n"


def arguments(function: object) -> str:
    """Return the parameters of a function and what it returns, on one line or on one each."""
    assert callable(function)
    signature = inspect.signature(function)
    parts = []
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        if each.name != "self":
            default = "" if each.default is each.empty else f" = {each.default!r}"
            parts.append(f"{each.name}: {each.annotation}{default}")
    line = f"({', '.join(parts)}) -> {signature.return_annotation}"
    if len(line) <= WIDTH:
        return line
    return "(\n" + "".join(f"    {part},\n" for part in parts) + f") -> {signature.return_annotation}"
