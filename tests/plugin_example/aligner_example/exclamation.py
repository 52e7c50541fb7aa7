"""A check rule: an exclamation in the source that is none in the translation."""


def exclamations(comparison, _glossary):
    """Yield the sentences that lost their exclamation mark."""
    for match in comparison.prose_matches():
        if "!" in match.source.string.replace("！", "!") and "!" not in match.target.string.replace("！", "!"):
            yield comparison.finding(
                "exclamation", "the exclamation mark is lost", match.source.place(), match.target.place(), 0.9
            )
