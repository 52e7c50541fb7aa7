"""``python -m docs.generate``: the parts of the documentation that are taken from the program and its measurements."""
