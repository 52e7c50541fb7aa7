# Set-up, demonstration, tests. Needs Python 3.10 or newer, git and make; everything else goes into $(VENV).
# `make VENV=folder PYTHON=python3.12 test` uses another folder or another Python.
# `make bench HUNALIGN=path` measures this hunalign beside ours.

SHELL := /bin/sh
PYTHON := python3
VENV := .venv
# Each worker gets one part of the tests, so it makes most fixtures once; at the end it takes over tests of the others.
PYTEST_ARGS := -n auto --dist worksteal

BIN := $(VENV)/bin
LIGHT := $(VENV)/light.stamp
WHOLE := $(VENV)/whole.stamp
SAMPLES := resolution story guide
PAIRS := ../shared/train
TRAINED := out/bundled

# Nothing of an environment that happens to be active, or of a user's own packages, may leak in.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX
export PIP_USER := 0
export PYTHONNOUSERSITE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench docs model dist check clean distclean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(WHOLE) ## make the virtual environment and install everything into it

# Each again only when what is to be installed has changed. What users get by default, in less than a minute:
# files are not compiled before they are used, which saves time and a third of the space.
$(LIGHT): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "make: $(PYTHON) is missing or older than Python 3.10; name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 1; }
	@test -x $(BIN)/pip || { echo "Making the virtual environment $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing into $(VENV)"
	@$(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable .
	@touch $@

# All extras, torch among them, and the tools of development.
$(WHOLE): $(LIGHT)
	@echo "Installing all extras and tools into $(VENV) (the first time takes some minutes)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(LIGHT) ## align the bilingual sample, write TMX and CSV into out/, score it against its gold
	@mkdir -p out
	@set -e; for name in $(SAMPLES); do \
	  echo; echo "== $$name: two documents as they come"; \
	  $(BIN)/aligner align corpora/sample/$$name.en.txt corpora/sample/$$name.zh.txt -o out/$$name.tmx -o out/$$name.csv; \
	done
	@echo; echo "== The first pairs of the story"
	@$(BIN)/aligner align corpora/sample/story.en.txt corpora/sample/story.zh.txt 2>/dev/null
	@echo; echo "== The same documents, one sentence a line, against alignments made by hand"
	@set -e; for name in $(SAMPLES); do \
	  $(BIN)/aligner align corpora/sample/$$name.en.sentences corpora/sample/$$name.zh.sentences \
	    --segmenter lines --quiet -o out/$$name.align; \
	done
	@$(BIN)/aligner evaluate \
	  $(foreach name,$(SAMPLES),--gold corpora/sample/$(name).sentence.align --test out/$(name).align)
	@echo; echo "Written into out/:"; ls out

test: $(WHOLE) ## run the whole test suite
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: $(WHOLE) ## measure quality and speed beside the peers, store them, rewrite the tables of READMEs and pages
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m docs.generate

docs: $(WHOLE) ## rewrite the generated parts of the documentation, run its sessions, build the site of both languages
	@$(BIN)/python -m docs.generate --sessions
	@for language in en zh; do \
	  NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet -f docs/site.$$language.yml || exit 1; \
	done
	@echo "The site is in build/site: open build/site/index.html"

# Trained aside, so that a run that is stopped (and goes on when started again) leaves the model that ships as it is.
model: $(WHOLE) ## train the bundled model again from ../shared/train (half an hour)
	@test -d $(PAIRS) || { \
	  echo "make: there are no pairs in $(PAIRS); name their folder: make model PAIRS=folder" >&2; \
	  echo "make: aligner/embedders/bundled/README.md lists the public sources" >&2; exit 1; }
	@$(BIN)/aligner train $(PAIRS) -o $(TRAINED)
	@cp $(TRAINED)/model.json $(TRAINED)/tokenizer.json $(TRAINED)/unigram.json.gz $(TRAINED)/vectors.npy aligner/embedders/bundled/

# Built from a copy, as the build leaves folders beside the sources.
dist: $(WHOLE) ## write the wheel and the source archive into dist/, and check them
	@rm -rf build/dist dist; mkdir -p build/dist
	@cp -R aligner pyproject.toml README.md LICENSE NOTICE build/dist
	@$(BIN)/python -m build --outdir dist build/dist >build/dist.log || { cat build/dist.log; exit 1; }
	@$(BIN)/python -m twine check --strict dist/*

check: $(WHOLE) ## lint, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean: ## remove what was made, but for the virtual environment
	rm -rf out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find aligner tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the virtual environment as well
	test ! -f $(VENV)/pyvenv.cfg || rm -rf $(VENV)
