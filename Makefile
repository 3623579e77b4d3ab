# Everything a visitor needs: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHELL  := /bin/bash
FUZZ_SECONDS ?= 120

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench batch soak layouts planted notebooks segmentation fuzz docs env env-test env-dev env-notebook clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:.*?## /\t/' | sort | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: env  ## Audit the bundled sample reports into demo-output/ (page, workbook, JSON)
	@$(BIN)/gouji audit corpora/samples -o demo-output; status=$$?; \
	if [ $$status -gt 3 ] || [ $$status -eq 2 ]; then exit $$status; fi
	@test -s demo-output/audit.html && test -s demo-output/audit.xlsx && test -s demo-output/audit.json
	@echo
	@echo "One sample is clean, one has planted errors (corpora/README.md lists them), one file is broken on purpose."
	@echo "The page:      file://$(CURDIR)/demo-output/audit.html"
	@echo "The workbook:  $(CURDIR)/demo-output/audit.xlsx"
	@echo "The record:    $(CURDIR)/demo-output/audit.json"

test: env-test  ## Run the unit, property, contract, golden and gate tests
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: env-dev  ## Check style, types and the order of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: env-test  ## Run the benchmarks (start-up, and whatever stands in tests/bench)
	@for script in tests/bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

batch: env-test  ## Measure runs over thousands of reports; writes docs/benchmarks.md
	$(BIN)/python tests/bench/batch.py --long --write

soak: env-test  ## Kill a run over 10,000 reports at ten random moments, go on, compare every row
	$(BIN)/python tests/soak/kill_and_resume.py

layouts: env-test  ## Read back thousands of renderings of the layout press; writes docs/benchmarks/layouts.md
	$(BIN)/python tests/bench/layout_press.py --long --write

planted: env-test  ## Plant thousands of errors and look for them; writes docs/benchmarks/planted.md
	$(BIN)/python tests/bench/planted_errors.py --long --write

model: env-test  ## Train the shipped classifier anew, measure it, pin its figures, write docs/benchmarks/topics.md
	$(BIN)/gouji train models/default.toml
	$(BIN)/python tests/bench/topics.py --pin --write

notebooks: env-notebook  ## Run every notebook from top to bottom in a fresh kernel
	$(BIN)/python -m pytest -q tests/notebooks

segmentation: env-test  ## Measure segmenters on the hand-cut sentences; writes docs/benchmarks/segmentation.md
	$(BIN)/python tests/bench/segmentation.py --write --pin

fuzz: env-test  ## Property tests a hundred times longer than usual, then each reader for FUZZ_SECONDS, guided by coverage
	GOUJI_FUZZ=1 $(BIN)/python -m pytest -q -n auto tests/property
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,fuzz]"
	@for reader in txt md html docx docx_xml pdf any; do \
	  $(BIN)/python tests/fuzz/readers.py $$reader --seconds $(FUZZ_SECONDS) || exit 1; done

docs: env  ## Write docs/commands.md anew from the commands' own help
	$(BIN)/python docs/generate_commands.py

clean:  ## Remove the environment and everything that was built
	rm -rf $(VENV) build dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment: made once, renewed when pyproject.toml changes ----------------------------------------------------

env: $(VENV)/.installed
env-test: $(VENV)/.installed-test
env-dev: $(VENV)/.installed-dev
env-notebook: $(VENV)/.installed-notebook

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gouji needs Python 3.11 or newer; name one with: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-notebook: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,notebook]"
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,dev]"
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test
