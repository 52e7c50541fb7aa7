"""Hooks of MkDocs: the menu of languages leads to the same page of the other language."""

from __future__ import annotations

import logging
import posixpath
from typing import Any

import jieba

jieba.setLogLevel(logging.WARNING)  # the search plugin uses jieba, which reports each start on standard error
CHINESE = "zh"
"""The Chinese site is in a folder of this name below the English site."""


def on_page_context(context: dict[str, Any], *, page: Any, config: Any, **_: object) -> dict[str, Any]:  # noqa: ANN401
    """Set the links of the menu of languages, relative to the page."""
    above = ".." if config.theme["language"] == CHINESE else "."
    for entry in config.extra["alternate"]:
        site = CHINESE if entry["lang"] == CHINESE else "."
        target = posixpath.join(above, site, page.url or "index.html")
        entry["link"] = posixpath.relpath(target, posixpath.dirname(page.url) or ".")
    return context


def on_post_page(output: str, *, config: Any, **_: object) -> str:  # noqa: ANN401
    """Name the search dialog, which has no name of its own, for screen readers."""
    name = "搜索" if config.theme["language"] == CHINESE else "Search"
    return output.replace('role="dialog"', f'role="dialog" aria-label="{name}"', 1)
