"""Write the editor as one HTML file that works without the program.

The command is ``aligner review ... --export page.html``. The file contains the JavaScript modules
of the page, joined in the order of their imports, and the journal of the review. ``local.js``
replaces the server. The page saves the review as a journal, which `aligner review` can open.
"""

from __future__ import annotations

import json
import re
import secrets
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files

from aligner.interface import ENGLISH, language
from aligner.languages import joint_of
from aligner.review.journal import Journal

MODULES = ("turns", "words", "keys", "heights", "list", "row", "model", "local", "links", "dialogs", "editor", "main")
"""The modules of the page; each imports only modules before it."""
REPLACED_MODULES = {"api": "local"}
"""Modules of the page with the module that replaces each in the file."""
IMPORT = re.compile(r'^import \{ (.+) \} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:function|const|class|let) (\w+))", re.MULTILINE)


def page_of(journal: Journal) -> bytes:
    """Return the review editor with a journal as one HTML page, in UTF-8.

    Raises:
        InputError: the journal can no longer be read.
    """
    documents = journal.review.documents
    content = {
        "id": secrets.token_hex(8),
        "name": journal.path.name,
        "text": journal.text(),
        "joints": [joint_of(document.language) for document in documents],
    }
    # escaped to ASCII without "<", so that no text of a document can end the element or make the file invalid UTF-8
    data = json.dumps(content).replace("<", "\\u003c")
    style, script = _static("style.css"), joined_modules()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; base-uri 'none'"
    )
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n<style>{style}</style>\n'
        f'<script type="application/json" id="journal">{data}</script>\n'
    )
    page = re.sub(r"<(?:link|script)\b[^>]*>(?:</script>)?\n", "", start_page())
    page = page.replace("</head>", f"{head}</head>").replace(
        "</body>", f'<script type="module">{script}</script>\n</body>'
    )
    return page.encode()


def start_page() -> str:
    """Return the HTML of the editor page in the language of the interface.

    If that language is English, the page chooses its language by the settings of the browser.
    """
    page = _static("index.html")
    return page if language() == ENGLISH else page.replace("<html ", f'<html data-interface="{language()}" ', 1)


def joined_modules() -> str:
    """Return the JavaScript modules of the page as one script without imports."""
    return "".join(_as_value(name, _static(f"{name}.js")) for name in MODULES)


def _as_value(name: str, text: str) -> str:
    """Return a JavaScript module as the declaration of a constant: an object with the names that it exports."""
    exported = [match[2] for match in EXPORT.finditer(text)]
    text = IMPORT.sub(lambda match: _import(match[1], match[2]), text)
    text = EXPORT.sub(r"\1", text)
    return f"const ${name} = (() => {{\n{text}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _import(names: str, module: str) -> str:
    return f"const {{ {names.replace(' as ', ': ')} }} = ${REPLACED_MODULES.get(module, module)};"


def _static(name: str) -> str:
    return files("aligner.review").joinpath("static", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
