"""What the package adds, one entry each; the code is imported when it is asked for."""

from aligner.check.catalogue import Part, RuleText
from aligner.registry import Entry

ANKI = Entry("aligner_example.anki:ANKI", "notes to learn by, for Anki", (".anki.txt",))
FASTALIGN = Entry("aligner_example.fastalign:FASTALIGN", "pairs for word alignment, fast_align", (".fastalign",))
WIKI = Entry("aligner_example.wiki:read_wiki", "pages of a wiki", (".wiki",))
DIGITS = Entry("aligner_example.digits:DigitsEmbedder", "digits alone")
EXCLAMATION = RuleText(
    "Exclamation lost",
    "The source exclaims, and the translation does not.",
    "End the sentence with an exclamation mark.",
    "warning",
    parts=(Part("aligner_example.exclamation:exclamations"),),
)
