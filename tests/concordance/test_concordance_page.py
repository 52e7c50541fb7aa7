"""The page of the concordance: its JSON interface, and the page in a real browser."""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import pytest

from aligner.concordance.corpus import CorpusSource, ask
from aligner.concordance.metadata import read_metadata
from aligner.concordance.page import Pages, application
from aligner.serving.hosting import PageHost

STRING = "?pattern=prevent*"


@pytest.fixture
def address(corpus, tmp_path):
    """Return the address of a page of the small corpus."""
    (tmp_path / "documents.csv").write_text("file,genre\na,law\n", encoding="utf-8")
    source = CorpusSource((str(corpus),), str(tmp_path / "i.idx"), read_metadata(str(tmp_path / "documents.csv")))
    ask(source, lambda corpus: None)
    with served(replace(source, is_refreshed=False)) as started:
        yield started


@contextmanager
def served(source):
    pages = Pages(source)
    host = PageHost(application(pages), pages)
    ready = threading.Event()
    thread = threading.Thread(target=host.run, kwargs={"until_abandoned": False, "ready": ready.set}, daemon=True)
    thread.start()
    assert ready.wait(60)
    yield host.address
    host.stop()
    thread.join(60)


def get(address, path):
    with urlopen(address + quote(path, safe="/?&=*+%"), timeout=120) as response:
        return response.read(), response.headers


def test_answers_are_those_of_the_command(address):
    found = json.loads(get(address, f"api/answer{STRING}")[0])
    assert (found["total"], found["view"], found["request"]) == (3, "hits", STRING)
    assert [hit["match"].lower() for hit in found["hits"]] == ["preventing"] * 3
    found = json.loads(get(address, f"api/answer{STRING}&view=frequency&by=genre")[0])
    assert {row["value"]: row["matches"] for row in found["rows"]} == {"law": 2, "(none)": 1}
    state = json.loads(get(address, "api/state")[0])
    assert state == {"files": 2, "pairs": 8, "parts": ["match", "document", "file", "folder", "file", "genre"]}


@pytest.mark.parametrize("extension", ["csv", "tsv", "json", "xlsx"])
def test_files(address, extension):
    content, headers = get(address, f"api/export/{extension}{STRING}&limit=0")
    assert headers["content-disposition"] == f"attachment; filename*=UTF-8''hits.{extension}"
    assert content.startswith({"csv": b"\xef\xbb\xbffile", "tsv": b"file", "json": b"{", "xlsx": b"PK"}[extension])


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("api/answer?pattern=(make", 400, 'without ")"'),
        ("api/answer?text=a&limit=5000", 400, "at most 2,000 rows"),
        ("api/answer?text=a&frequency=b", 400, "a query string has no"),
        ("api/export/exe?text=a", 400, "choose one of"),
    ],
)
def test_questions_that_make_no_sense_are_answered(address, path, status, problem):
    with pytest.raises(HTTPError) as caught:
        get(address, path)
    answer = json.loads(caught.value.read())
    assert (caught.value.code, problem in answer["error"]) == (status, True)
    if "pattern" in path:
        assert answer["position"] == 0


def test_other_sites_are_refused(address):
    for request in (
        HttpRequest(f"{address}api/state", headers={"Origin": "https://example.org"}),
        HttpRequest(address.rsplit("/", 2)[0] + "/guess/api/state"),
    ):
        with pytest.raises(HTTPError) as caught:
            urlopen(request, timeout=60)
        assert caught.value.code in (403, 404)


def expectation():
    return pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


def asked(page, text):
    page.fill("#query", text)
    page.press("#query", "Enter")
    page.wait_for_selector(".hit, table[aria-label]")


def test_a_person_searches(page, address):
    expect = expectation()
    page.goto(address)
    page.wait_for_selector("#corpus:has-text('2 files, 8 pairs')")
    asked(page, "prevent* => 恐怖")
    assert page.locator(".hit").count() == 3
    assert page.locator(".hit .kwic mark").first.inner_text() == "preventing"
    assert page.locator(".hit mark.counterpart").first.inner_text()
    assert page.input_value("#again") == "?pattern=prevent*+%3D%3E+恐怖&limit=50"
    page.fill("#without", "责任")
    page.press("#without", "Enter")
    expect(page.locator(".hit")).to_have_count(2)
    page.select_option("#sort", "right")
    expect(page.locator("#again")).to_have_value(re.compile("sort=right"))
    address_of_sorted = page.url
    page.click("[data-view=frequency]")
    page.wait_for_selector("td:has-text('a.tsv')")
    page.click("[data-view=renderings]")
    page.wait_for_selector("th:has-text('rendering')")
    page.locator("td a").first.click()  # the pairs behind a rendering
    page.wait_for_selector(".hit")
    page.goto(address_of_sorted)
    page.wait_for_selector(".hit")
    assert page.input_value("#without") == "责任"
    assert page.input_value("#sort") == "right"
    page.click(".language")
    page.wait_for_selector("h1:has-text('检索译法')")


def test_the_keyboard_is_enough(page, address):
    expect = expectation()
    page.goto(address)
    page.wait_for_selector("#corpus:has-text('2 files')")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("terrorism")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    page.focus(".hit")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[...document.querySelectorAll('.hit')].indexOf(document.activeElement)") == 1
    page.keyboard.press("3")
    expect(page.locator("#again")).to_have_value(re.compile("view=collocations"))


def test_a_fault_is_shown_at_its_place(page, address):
    page.goto(address)
    page.wait_for_selector("#corpus:has-text('2 files')")
    page.fill("#query", "make ) decision")
    page.press("#query", "Enter")
    page.wait_for_selector("#message.wrong")
    assert '")" without "("' in page.inner_text("#message")
    assert page.evaluate("document.getElementById('query').selectionStart") == 5


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (800, "dark"), (375, "light")])
def test_everybody_can_read_it(page, address, width, scheme):
    """axe-core finds nothing, and nothing stands outside of the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.wait_for_selector("#corpus:has-text('2 files')")
    page.click("summary")
    for view in ("hits", "frequency", "collocations", "renderings"):
        page.click(f"[data-view={view}]")
        page.fill("#min-count", "1") if view == "collocations" else None
        asked(page, "terrorism")
        found = [(each["id"], each["nodes"][0]["html"][:200]) for each in axe.Axe().run(page).response["violations"]]
        assert found == [], view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
