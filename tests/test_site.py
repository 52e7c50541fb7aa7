"""The built site: every page in both languages, search without a server, and reading on a phone."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from benchmarks import accessibility
from docs.generate.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(path.relative_to(ROOT / "docs" / "en").as_posix() for path in (ROOT / "docs" / "en").rglob("*.md"))
SAMPLE = ("index", "reference/formats", "tutorials/maintainer")
"""Pages that every run of the tests examines; `python -m benchmarks.accessibility` examines all."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the site, built in strict mode: a broken link or a page outside the contents fails."""
    for name in ("mkdocs", "material"):
        pytest.importorskip(name, reason="the extra 'docs' is not installed")
    folder = tmp_path_factory.mktemp("site")
    for language, place in (("en", folder), ("zh", folder / "zh")):
        config = ROOT / "docs" / f"site.{language}.yml"
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config), "-d", str(place)]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
        finished = subprocess.run(command, capture_output=True, check=False, timeout=300, env=environment)
        assert (finished.returncode, finished.stderr.decode("utf-8")) == (0, "")
    return folder


@pytest.fixture(scope="module")
def window():
    """Return a browser, or skip."""
    pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    try:
        with chromium() as browser:
            yield browser
    except click.ClickException as error:
        pytest.skip(error.message)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_there_and_fetches_nothing(site, language):
    folder = site if language == "en" else site / "zh"
    for name in NAMES:
        page = (folder / name).with_suffix(".html").read_text(encoding="utf-8")
        assert f'lang="{language}"' in page
        assert not re.search(r'(?:src|srcset|rel="stylesheet" href)="https?://', page), name


@pytest.mark.parametrize("name", NAMES)
def test_the_menu_of_languages_leads_to_the_same_page(site, name):
    english, chinese = ((folder / name).with_suffix(".html") for folder in (site, site / "zh"))
    for page, language, target in ((english, "zh", chinese), (chinese, "en", english)):
        link = re.search(rf'<a href="([^"]+)" hreflang="{language}"', page.read_text(encoding="utf-8"))[1]
        assert (page.parent / link).resolve() == target


@pytest.mark.parametrize(
    ("page", "words", "expected"),
    [
        ("index.html", "calibrated confidence", "howto/correct.html"),
        ("zh/index.html", "翻译记忆", "howto/memories.html"),
        ("zh/index.html", "句珠", "explanation/"),
        ("zh/index.html", "双语文本", "explanation/words.html"),
        ("zh/index.html", "扫描", "howto/"),
    ],
)
def test_search_works_in_a_folder_without_a_network(site, window, page, words, expected):
    context = window.new_context(offline=True)
    opened = context.new_page()
    opened.set_default_timeout(120_000)
    opened.goto((site / page).as_uri())
    opened.fill("input[name=query]", words)
    opened.wait_for_selector(".md-search-result__link")
    found = opened.evaluate("Array.from(document.querySelectorAll('.md-search-result__link')).map((link) => link.href)")
    context.close()
    assert any(expected in link for link in found), found


@pytest.mark.parametrize("scheme", accessibility.SCHEMES)
def test_everybody_can_read_a_sample_of_the_pages(site, window, scheme):
    """axe-core finds nothing, and nothing is wider than the window of a phone."""
    names = [f"{folder}{name}.html" for folder in ("", "zh/") for name in SAMPLE]
    addresses = {name: (site / name).as_uri() for name in names}
    assert accessibility.examine(window, addresses, [375], [scheme]) == {}


def test_everybody_can_read_the_reports(window, tmp_path):
    assert accessibility.examine(window, accessibility.write_reports(tmp_path), [1400, 375], ["dark"]) == {}


def test_faults_are_found(window, tmp_path):
    page = "<html><body><img src='x.png' style='width: 900px'><p style='color: #ccc'>pale</p></body></html>"
    (tmp_path / "bad.html").write_text(page, encoding="utf-8")
    ((_, faults),) = accessibility.examine(window, {"bad": (tmp_path / "bad.html").as_uri()}, [375], ["light"]).items()
    text = " ".join(faults)
    assert all(rule in text for rule in ("image-alt", "color-contrast", "html-has-lang", "wider than the window"))


def test_the_stored_result_names_every_page_and_no_fault():
    stored = json.loads(accessibility.RESULTS.read_text(encoding="utf-8"))
    expected = {f"site/{folder}{name.removesuffix('.md')}.html" for folder in ("", "zh/") for name in NAMES}
    assert expected <= set(stored["pages"]), "run: python -m benchmarks.accessibility --store"
    assert set(stored["pages"]) >= {name for name, _ in accessibility.REPORTS} | {"start page"}
    assert stored["faults"] == {}
    assert stored["widths"] == list(accessibility.WIDTHS)
