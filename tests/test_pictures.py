"""The pictures of the pages show what the program shows now."""

import json
import re
from pathlib import Path

import click
import pytest

from docs.generate import figures, screenshots
from docs.generate.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = """() => Array.from(document.querySelectorAll("text")).filter((text) => {
  const inner = text.getBoundingClientRect();
  const middle = [inner.left + inner.width / 2, inner.top + inner.height / 2];
  const boxes = Array.from(document.querySelectorAll("rect")).map((rect) => rect.getBoundingClientRect())
    .filter((box) => box.left <= middle[0] && middle[0] <= box.right && box.top <= middle[1] && middle[1] <= box.bottom)
    .sort((first, second) => first.width * first.height - second.width * second.height);
  return !boxes.length || inner.left < boxes[0].left || inner.right > boxes[0].right;
}).map((text) => text.textContent)"""
"""Script that returns the texts that are wider than the smallest box around them."""


def picture(language, name):
    return ROOT / "docs" / language / "images" / name


@pytest.fixture(scope="module")
def window():
    try:
        with chromium() as browser:
            yield browser
    except click.ClickException as error:
        pytest.skip(error.message)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", figures.FIGURES)
def test_figures_are_those_drawn_now(name, language):
    drawn = figures.FIGURES[name](language)
    assert picture(language, f"{name}.svg").read_text(encoding="utf-8") == drawn, (
        "run: python -m docs.generate --pictures"
    )
    assert "prefers-color-scheme: dark" in drawn


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", figures.FIGURES)
def test_texts_of_figures_stay_in_their_boxes(name, language, window):
    page = window.new_page()
    page.goto(picture(language, f"{name}.svg").as_uri())
    outside = page.evaluate(OUTSIDE)
    page.close()
    assert outside == []


def test_the_picture_of_a_path_is_that_of_now():
    matplotlib = pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    stored = picture("en", "path.svg").read_text(encoding="utf-8")
    assert picture("zh", "path.svg").read_text(encoding="utf-8") == stored
    drawn_with = re.search(r"Matplotlib v([\d.]+)", stored)[1]
    if drawn_with != matplotlib.__version__:
        pytest.skip(f"drawn with Matplotlib {drawn_with}, here is {matplotlib.__version__}")
    assert figures.path_picture() == stored, "run: python -m docs.generate --pictures"


def test_screenshots_show_what_the_program_shows(window):
    """Every word and number in the pictures of the editor and of the page of pairs, in both languages."""
    stored = json.loads(screenshots.SHOWN.read_text(encoding="utf-8"))
    assert all(len(lines) > 5 for lines in stored.values())
    assert screenshots.visit_all(window, "light") == stored, "run: python -m docs.generate --pictures"
    for language in screenshots.LANGUAGES:
        for name in ("page", "review"):
            assert all(picture(language, f"{name}{ending}.png").is_file() for ending in screenshots.SCHEMES.values())
