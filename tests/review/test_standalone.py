"""The page that works without the program: the same operations in JavaScript, and the way to the program and back."""

import json
import random
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from aligner import align
from aligner.bitext import Bead, Bitext, Block, Document, Segment
from aligner.errors import UsageError
from aligner.formats import save
from aligner.review import Journal, Review
from aligner.review.merging import merge_reviews
from aligner.review.opening import open_review
from aligner.review.row_json import row_to_json
from aligner.review.standalone import MODULES, joined_modules, page_of
from tests.review.test_operations import random_bitext, random_operation

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
REPLAY = """async ([source, journal, operations]) => {
  const { Review } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const review = new Review(journal, [" ", ""]);
  const refused = operations.map((operation) => {
    try {
      review.do(operation);
      return false;
    } catch {
      return true;
    }
  });
  const segment = ({ block, start, end, line, text }) => [block, start, end, line, text];
  return [refused, review.revision, review.rows.map((row) => [
    row.source.map(segment), row.target.map(segment), row.score, row.confidence, row.status, row.bookmark,
    row.untranslated.map((held) => held.map(segment)),
  ])];
}"""


def row_values(row):
    """Return the values of a row in the form of `REPLAY`."""
    values = (
        [[each.block, each.start, each.end, each.line, each.text] for each in row.source],
        [[each.block, each.start, each.end, each.line, each.text] for each in row.target],
    )
    marks = [[[each.block, each.start, each.end, each.line, each.text] for each in held] for held in row.untranslated]
    return [*values, row.score, row.confidence, row.status, row.bookmark, marks]


def with_wide_characters(bitext):
    """Return a bitext whose first paragraph has characters of two UTF-16 code units."""
    block = bitext.source.blocks[0]
    text = "𠀀 🀄 and more." + " " * 3 + "Second 𠀁 sentence."
    segments = (Segment(text[:13], 0, 0, 13, 1), Segment(text[16:], 0, 16, len(text), 1))
    wide = Document("w", (Block(text, block.line, joins=((16, 2),)),), "en", segments)
    return Bitext(wide, bitext.target, (Bead((0, 1), (0,), 0.5, 0.5), *(Bead((), (n,)) for n in range(1, 3))))


@pytest.mark.parametrize("seed", range(6))
def test_the_same_operations_give_the_same_rows(page, tmp_path, seed):
    generator = random.Random(seed)
    base = random_bitext(seed) if seed < 4 else with_wide_characters(random_bitext(seed))
    journal = Journal.create(tmp_path / "a.review.jsonl", base, {})
    for _ in range(40):  # these operations are already in the journal when the page opens it
        operation = random_operation(generator, journal.review)
        try:
            journal.do(operation)
        except UsageError:
            continue
    text = journal.text()
    operations, refused = [], []
    for _ in range(300):
        operation = random_operation(generator, journal.review)
        operations.append(operation)
        try:
            journal.do(operation)
            refused.append(False)
        except UsageError:
            refused.append(True)
    rows = journal.review.rows
    hunk = [0, len(rows), [row_to_json(row, journal.review.documents) for row in rows]]
    operations.append({"do": "put", "hunks": [hunk]})
    journal.do(operations[-1])
    model = files("aligner.review").joinpath("static/model.js").read_text(encoding="utf-8")
    replayed = page.evaluate(REPLAY, [model, text, operations])
    assert replayed == [[*refused, False], journal.review.revision, [row_values(row) for row in journal.review.rows]]
    journal.close()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(30)


def test_the_program_opens_a_journal_that_the_page_saved(page, tmp_path):
    save(align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt"), tmp_path / "story.bitext.jsonl")
    command = [sys.executable, "-m", "aligner", "review", "story.bitext.jsonl", "--export", "page.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "story.review.jsonl" in done.stderr
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector(".row.cursor")
    press(page, "g", "ArrowDown", "c", "n", "d", "s", "/", "Enter", "m", "End", "t")
    page.keyboard.type("!")
    press(page, "Enter", "Home", "u", "U")
    page.keyboard.press("r")
    page.wait_for_function("() => document.getElementById('message').textContent.includes('without the program')")
    page.keyboard.press("o")
    with page.expect_download() as download:
        page.click("dialog button[type=submit]")
    saved = tmp_path / "back" / download.value.suggested_filename
    saved.parent.mkdir()
    download.value.save_as(saved)
    assert saved.name == "story.review.jsonl"
    assert "convert" in page.inner_text("dialog [role=status]")
    assert all(url.startswith(("file:", "blob:", "data:")) for url in requests)
    review = open_review(saved)
    statuses = {row.status for row in review.journal.review.rows}
    assert {"approved", "changed"} <= statuses
    edited = [segment.text for row in review.journal.review.rows for segment in row.source if "!" in segment.text]
    assert edited, [segment.text for side in review.journal.review.rows[-1].sides for segment in side]
    assert len(review.journal.review.rows[0].source) == 2
    review.journal.close()
    mine = open_review(tmp_path / "story.bitext.jsonl")
    merge = merge_reviews(mine.journal.review, Journal.read(saved))
    assert merge.taken
    assert merge.disputed == []
    mine.journal.close()
    command = [sys.executable, "-m", "aligner", "convert", str(saved), str(tmp_path / "back.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert edited[0] in (tmp_path / "back.csv").read_text(encoding="utf-8-sig")


def test_a_page_that_is_opened_again_keeps_its_operations(page, tmp_path):
    journal = Journal.create(tmp_path / "a.review.jsonl", random_bitext(3), {})
    path = tmp_path / "page.html"
    path.write_bytes(page_of(journal))
    journal.close()
    page.goto(path.as_uri())
    page.wait_for_selector(".row.cursor")
    press(page, "g", "c")
    count = page.inner_text("#figures b")
    page.on("dialog", lambda dialog: dialog.accept())  # the page asks for confirmation before it is left
    page.reload()
    page.wait_for_selector(".row.cursor")
    assert page.inner_text("#figures b") == count
    assert page.locator(".row.confirmed").count() == 1
    press(page, "u", "u")
    assert page.locator("#tools [data-action=undo]").is_disabled()


def test_markup_in_a_text_stays_text(page, tmp_path):
    text = "</script><script>alert(1)</script><!--"
    block, segment = Block(text), Segment(text, 0, 0, len(text), 1)
    side = Document("</title><b>", (block,), "en", (segment,))
    bitext = Bitext(side, side, (Bead((0,), (0,), 0.5, 0.5),))
    journal = Journal.create(tmp_path / "a.review.jsonl", bitext, {})
    path = tmp_path / "page.html"
    path.write_bytes(page_of(journal))
    journal.close()
    page.goto(path.as_uri())
    assert page.inner_text(".row.cursor .chip .text >> nth=0") == text


def test_all_modules_of_the_page_are_joined():
    script = joined_modules()
    assert "</script" not in script
    assert "\nimport " not in script
    assert "\nexport " not in script
    sources = {path.name.removesuffix(".js") for path in files("aligner.review").joinpath("static").iterdir()
               if path.name.endswith(".js")}  # fmt: skip
    assert sources == {*MODULES, "api"}


def test_an_open_or_incomplete_journal_can_be_read(tmp_path):
    path = tmp_path / "a.review.jsonl"
    journal = Journal.create(path, random_bitext(1), {})
    journal.do({"do": "merge", "row": 0})
    content = path.read_bytes()
    assert Journal.read(path).rows == journal.review.rows  # while it is open
    journal.close()
    path.write_bytes(content + b'{"do": "mer')
    assert len(Journal.read(path).rows) == len(Review(random_bitext(1)).rows) - 1
    assert json.loads(path.read_bytes().splitlines()[0])["format"] == "aligner-review"
