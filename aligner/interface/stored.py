"""Translate texts that files store in English. They are translated only when they are shown.

Such texts are the reasons for removing lines of a document or dropping pairs of a corpus, and the
warnings of a bitext. Programs count and compare these texts, and a folder may be written and read
with different interface languages.
"""

from __future__ import annotations

import re

from aligner.interface import ENGLISH, N_, _, language, values_in

WITH_NUMBERS = (
    N_("repeated at the edges of N pages"),
    N_("repeated at the same height of N pages"),
    N_("repeated N times amid sentences"),
    N_("has N short links and little other text"),
    N_("confidence below N"),
    N_("similarity below N"),
    N_("less than N% of both documents is paired"),
    N_("the source is in more than N documents"),
    N_("the target is in more than N documents"),
    N_("the source has more than N translations"),
    N_("the target has more than N translations"),
    N_("lengths differ more than N times"),
)
"""Texts in which ``N`` stands for a number."""
TEMPLATES = (
    N_("only {share} of the text of {name} found a counterpart; see the unaligned segments"),
    N_("{name} holds no pair that a person has confirmed: nothing was kept"),
    N_("is outside the page's <{name}>"),
    N_("is named {name} in the page"),
    N_("may be untranslated: {text}"),
    N_("side matter {element}"),
    N_("navigation {element}"),
    N_("a dialog {element}"),
    N_("a button {element}"),
    N_("the page's header {element}"),
    N_("the page's footer {element}"),
)
"""Texts that quote something."""
VALUES = (
    N_("error"),
    N_("warning"),
    N_("unsure"),
    N_("approved"),
    N_("locked"),
    N_("changed"),
    N_("rejected"),
    N_("moved"),
    N_("needs-review"),
    N_("simplified"),
    N_("traditional"),
    N_("part"),
    N_("document"),
    N_("pair"),
    N_("file"),
    N_("ok"),
    N_("optional"),
    N_("failure"),
    N_("navigation"),
    N_("hidden"),
    N_("pinyin"),
)
"""Values of fields that people read too."""
FILTERS = (
    N_("the two documents do not look like translations of each other"),
    N_("one side is empty"),
    N_("both sides are equal"),
    N_("duplicate of an earlier pair"),
    N_("near-duplicate of an earlier pair"),
    N_("the source of an earlier pair"),
    N_("the target of an earlier pair"),
    N_("near-duplicate of the source of an earlier pair"),
    N_("near-duplicate of the target of an earlier pair"),
    N_("the source is not in its language"),
    N_("the target is not in its language"),
    N_("the source is not in its script"),
    N_("the target is not in its script"),
    N_("the source is too short"),
    N_("the target is too short"),
    N_("the source is too long"),
    N_("the target is too long"),
    N_("the numbers of the two sides differ"),
    N_("the addresses of the two sides differ"),
    N_("a side is little more than addresses"),
    N_("failed"),
)
"""Reasons for which the filters of a corpus drop a pair (`aligner.batch.filters`)."""
KINDS = (
    N_("embedder"),
    N_("segmenter"),
    N_("reader"),
    N_("format"),
    N_("memory"),
    N_("command"),
    N_("language"),
    N_("corpus format"),
    N_("glossary format"),
    N_("message catalogue"),
    N_("output"),
    N_("rule"),
    N_("cluster"),
    N_("use of a bitext"),
    N_("use of a glossary"),
)
"""What tables of variants hold."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def translated(text: str) -> str:
    """Return a stored English text in the active language.

    A text that this program did not write is returned unchanged.
    """
    if language() == ENGLISH:
        return text
    found = _(text)
    if found != text:
        return found
    numbers = iter(_NUMBER.findall(text))
    pattern = _NUMBER.sub("N", text)
    if (found := _(pattern)) != pattern:
        return re.sub("N", lambda match: next(numbers, match[0]), found)
    for template in TEMPLATES:
        if values := values_in(text, template):
            return _(template, **values)
    return text
