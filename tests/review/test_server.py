"""The server: permitted and refused requests, and the answers of the JSON interface."""

import asyncio
import json
from importlib.resources import files
from urllib.parse import urlencode

import pytest

from aligner.bitext import Bead, Bitext
from aligner.formats import load, save
from aligner.glossary import Counterpart, Entry, Glossary
from aligner.review.api import ANSWERS
from aligner.review.application import application
from aligner.review.journal import Journal
from aligner.review.workspace import Workspace
from aligner.serving.guard import Guard
from tests.review.test_operations import document

TOKEN, PORT = "a-token", 4711


class Client:
    """Sends requests to the application as a browser does, without a network."""

    def __init__(self, workspace):
        self.app = Guard(application(workspace), TOKEN)

    def request(self, method, path, body=b"", headers=None, token=TOKEN):
        path, _, query = path.partition("?")
        request_headers = {"host": f"127.0.0.1:{PORT}", **(headers or {})}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "path": f"/{token}/{path}", "query_string": query.encode(), "server": ("127.0.0.1", PORT),
            "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1),
            "headers": [
                (name.encode(), value.encode()) for name, value in request_headers.items() if value is not None
            ],
        }  # fmt: skip
        messages, parts = [], [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]

        async def receive():
            if parts:
                part = parts.pop(0)
                return {"type": "http.request", "body": part, "more_body": bool(parts)}
            return await asyncio.Event().wait()  # wait forever: the browser stays connected

        async def send(message):
            messages.append(message)

        asyncio.run(self.app(scope, receive, send))
        start = messages[0]
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], headers, b"".join(message.get("body", b"") for message in messages[1:])

    def get(self, path, **query):
        status, _, body = self.request("GET", f"api/{path}?{urlencode(query)}")
        return status, json.loads(body)

    def post(self, path, **body):
        status, _, answer = self.request("POST", f"api/{path}", json.dumps(body).encode())
        return status, json.loads(answer)


@pytest.fixture
def place(tmp_path):
    """Return a file of six pairs."""
    source = document("s", "en", [f"The cat number {n} sleeps." for n in range(6)])
    target = document("t", "zh", [f"第{n}只猫在睡觉。" for n in range(6)])
    path = tmp_path / "cats.bitext.jsonl"
    save(Bitext(source, target, tuple(Bead((n,), (n,), 0.5, 0.6 + n / 20) for n in range(6))), path)
    return path


@pytest.fixture
def workspace(place):
    workspace = Workspace(folder=place.parent, checker=lambda bitext: [("numbers: wrong", "target", 2)])
    workspace.open(place)
    yield workspace
    workspace.close()


@pytest.fixture
def client(workspace):
    return Client(workspace)


def test_the_page_comes_with_a_strict_policy(client):
    status, headers, body = client.request("GET", "")
    assert status == 200
    assert b"<script" in body
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


REFUSED = [
    ("DNS rebinding", {"host": f"evil.example:{PORT}"}, TOKEN),
    ("another port", {"host": "127.0.0.1:80"}, TOKEN),
    ("no host", {"host": None}, TOKEN),
    ("a foreign origin", {"origin": "https://evil.example"}, TOKEN),
    ("an opaque origin", {"origin": "null"}, TOKEN),
    ("a foreign site", {"sec-fetch-site": "cross-site"}, TOKEN),
    ("another port of this machine", {"sec-fetch-site": "same-site"}, TOKEN),
    ("a wrong token", {}, "guess"),
    ("no token", {}, ""),
]


@pytest.mark.parametrize(("_name", "headers", "token"), REFUSED, ids=[case[0] for case in REFUSED])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "api/state"), ("POST", "api/do"), ("GET", "main.js"), ("GET", "")]
)
def test_foreign_requests_are_refused(client, workspace, _name, headers, token, method, path):
    status, answered, body = client.request(method, path, b"{}", headers, token)
    assert status in {403, 404, 421}
    assert b"cat" not in body
    assert "content-security-policy" in answered
    assert workspace.session.review.revision == 0


def test_an_empty_path_is_refused(client):
    assert client.request("GET", "api/state", token="%00")[0] == 404


def test_requests_of_the_own_page_are_answered(client):
    headers = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
    assert client.request("GET", "api/state", headers=headers)[0] == 200


def test_operations_of_stale_pages_are_refused(client, workspace):
    status, answer = client.post("do", operation={"do": "merge", "row": 0}, revision=0, view={"start": 0, "count": 3})
    assert status == 200
    assert answer["state"]["revision"] == 1
    assert [row["shape"] for row in answer["window"]["rows"]] == ["2-2", "1-1", "1-1"]
    status, answer = client.post("do", operation={"do": "merge", "row": 0}, revision=0)
    assert status == 409
    assert len(workspace.session.review.rows) == 5
    status, answer = client.post("do", operation={"do": "undo"}, revision=1)
    assert (status, answer["state"]["totals"]["rows"]) == (200, 6)


def test_queries_of_a_page(client):
    assert client.get("rows", start=2, count=2)[1]["rows"][0]["source"][0]["text"] == "The cat number 2 sleeps."
    assert client.get("rows", kind="unsure")[1]["shown"] == 3
    assert client.get("rows", query="第4只")[1]["rows"][0]["row"] == 4
    assert client.get("rows", query="number [12]", pattern="1")[1]["shown"] == 2
    assert client.get("find", kind="unsure", row=0)[1] == {"row": 1, "number": 2, "of": 3}
    assert client.get("find", kind="unsure", row=0, step=-1)[1]["row"] == 2
    assert client.get("find", kind="rejected", row=0)[1] is None
    assert client.get("check")[1] == [{"row": 2, "message": "numbers: wrong"}]
    assert len(client.get("map")[1]) == 6
    assert "tmx" in client.get("formats")[1]


WRONG = [
    ("GET", "rows?count=x", b"", 400),
    ("GET", "rows?kind=odd", b"", 400),
    ("GET", "rows?query=(&pattern=1", b"", 400),
    ("POST", "do", b"no json", 400),
    ("POST", "do", b"[]", 400),
    ("POST", "do", b"{}", 400),
    ("POST", "do", b'{"operation": {"do": "x"}, "revision": 0}', 400),
    ("POST", "accept", b'{"choices": [0], "revision": 0}', 409),
    ("POST", "paths", b'{"row": 99}', 400),
    ("POST", "open", b'{"names": ["a"]}', 422),
    ("GET", "export?format=odd", b"", 400),
    ("GET", "export?format=tmx&least=x", b"", 400),
    ("POST", "do", b" " * (8 << 20) + b"{}", 413),
]


@pytest.mark.parametrize(("method", "path", "body", "expected"), WRONG)
def test_invalid_requests_get_an_error_message(client, method, path, body, expected):
    status, _, answer = client.request(method, f"api/{path}", body)
    assert status == expected
    assert json.loads(answer)["error"]


def test_a_pattern_that_takes_too_long_is_stopped(client, workspace):
    edit = {"do": "edit", "texts": [[0, "source", 0, "a" * 5000 + "b"]]}
    client.post("do", operation=edit, revision=0)
    status, answer = client.get("rows", query="(a|aa)+$", pattern="1")
    assert status == 400
    assert "takes too long" in answer["error"]


def test_uploads_have_a_maximum_size_and_stay_in_their_folder(client, workspace, monkeypatch):
    monkeypatch.setattr("aligner.review.application.MAX_UPLOAD_BYTES", 10)
    assert client.request("PUT", "api/upload?name=a.txt", b"x" * 11)[0] == 413
    status, _, answer = client.request("PUT", "api/upload?name=..%2F..%2Fetc%2Fpasswd", b"x" * 5)
    assert (status, json.loads(answer)) == (200, {"name": "passwd"})
    assert client.request("PUT", "api/upload?name=..", b"x")[0] == 400
    assert client.request("PUT", "api/upload?name=", b"x")[0] == 400


@pytest.mark.parametrize(("which", "count"), [("all", 5), ("confirmed", 1), ("sure", 3)])
def test_an_export_has_the_selected_pairs_and_no_rejected_ones(client, tmp_path, which, count):
    client.post("do", operation={"do": "mark", "row": 0, "status": "approved"}, revision=0)
    client.post("do", operation={"do": "mark", "row": 5, "status": "rejected"}, revision=1)
    status, headers, body = client.request("GET", f"api/export?format=csv&which={which}&least=0.75")
    assert status == 200
    assert "cats.csv" in headers["content-disposition"]
    path = tmp_path / "out.csv"
    path.write_bytes(body)
    assert len(load(path).beads) == count


def test_find_and_replace(client, workspace):
    request = {
        "query": r"cat number (\d)",
        "replacement": r"\1th cat",
        "is_pattern": True,
        "side": "source",
        "revision": 0,
    }
    status, answer = client.post("replace", **request)
    assert (status, answer["count"]) == (200, 6)
    assert answer["shown"][1] == {
        "row": 1,
        "side": "source",
        "old": "The cat number 1 sleeps.",
        "new": "The 1th cat sleeps.",
    }
    client.post("replace", **request, apply=True)
    assert workspace.session.review.rows[3].source[0].text == "The 3th cat sleeps."
    client.post("do", operation={"do": "undo"}, revision=1)
    assert workspace.session.review.rows[3].source[0].text == "The cat number 3 sleeps."


def test_a_full_disk_changes_nothing_and_is_reported(client, workspace, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aligner.review.journal.os.fsync", full)
    status, answer = client.post("do", operation={"do": "merge", "row": 0}, revision=0)
    assert status == 507
    assert "No space left" in answer["error"]
    monkeypatch.undo()
    assert workspace.session.review.revision == 0
    assert client.post("do", operation={"do": "merge", "row": 0}, revision=0)[0] == 200
    path = workspace.session.opened.journal.path
    workspace.session.close()
    assert Journal.open(path).review.revision == 1
    workspace.session = None


def test_a_missing_journal_is_reported(client, workspace):
    workspace.session.opened.journal.path.unlink()
    assert client.get("state")[1]["vanished"] is True


def test_proposals_of_realign_and_paths_can_be_accepted(client, workspace):
    client.post("do", operation={"do": "shift", "row": 0, "side": "target"}, revision=0)
    status, hunks = client.post("realign", row=0, everything=True)
    assert status == 200
    assert [row["shape"] for row in hunks[0]["new"]] == ["1-1"] * 6
    status, answer = client.post("accept", choices=list(range(len(hunks))), revision=1)
    assert status == 200
    assert answer["state"]["totals"]["other"] == 0
    status, offered = client.post("paths", row=2)
    assert status == 200
    assert offered
    status, answer = client.post("accept", choices=[0], revision=2)
    assert status == 200
    assert answer["state"]["undo"] == 3


def test_the_interface_is_documented(client):
    described = json.loads(files("aligner.review").joinpath("static/openapi.json").read_text(encoding="utf-8"))
    paths = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert paths == {(method, f"/api/{path}") for method, path in ANSWERS} | {("PUT", "/api/upload")}


def test_the_server_ends_after_all_pages_are_closed(workspace, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("aligner.review.workspace.time.monotonic", lambda: clock[0])
    assert not workspace.is_abandoned()
    workspace.state()
    clock[0] += 30
    assert not workspace.is_abandoned()
    workspace.page_closes()
    assert workspace.is_abandoned()
    workspace.state()
    assert not workspace.is_abandoned()
    clock[0] += 61
    assert workspace.is_abandoned()


def test_words_are_linked_and_terms_are_named(place):
    entry = Entry("cat", (Counterpart("猫"),))
    workspace = Workspace(folder=place.parent, glossary=Glossary((entry,)))
    workspace.open(place)
    client = Client(workspace)
    status, window = client.get("rows", start=0, count=2)
    assert status == 200
    assert [row["terms"] for row in window["rows"]] == [[["cat", "猫"]]] * 2
    status, links = client.get("links", row=3)
    texts = ["The cat number 3 sleeps.", "第3只猫在睡觉。"]
    words = [tuple(text[start:end] for text, (_, start, end) in zip(texts, link, strict=True)) for link in links]
    assert status == 200
    assert ("cat", "猫") in words
    assert client.get("links", row=99)[0] == 400
    workspace.close()


def test_an_operation_and_the_search_for_the_next_row_are_one_request(client):
    operation = {"do": "mark", "row": 0, "status": "approved"}
    status, answer = client.post("do", operation=operation, revision=0, follow={"kind": "open", "row": 0, "count": 3})
    assert status == 200
    assert answer["found"]["row"] == 1
    assert [row["row"] for row in answer["found"]["window"]["rows"]] == [1, 2, 3]
    assert client.post("do", operation=operation, revision=1, follow=3)[0] == 400
    status, found = client.get("find", kind="open", row=5, count=2, shown="confirmed")
    assert (status, found["row"], found["window"]["shown"]) == (200, 1, 1)


def test_the_page_without_the_program_can_be_exported(client):
    status, headers, content = client.request("GET", "api/export?format=page")
    assert status == 200
    assert headers["content-disposition"].endswith("cats.html")
    assert content.startswith(b"<!DOCTYPE html>")
    assert b'id="journal"' in content
    assert "page" in client.get("formats")[1]
