"""Quality and speed of the aligner beside its peers, and the floors below which quality may not fall.

``python -m benchmarks`` (or ``make bench``) measures all of it in one run, stores ``results/benchmark.json``
and rewrites the README's table from it. See ``README.md`` in this folder.
"""
