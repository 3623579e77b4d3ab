# Everything a visitor needs: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHELL  := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench layouts planted fuzz docs env env-test env-dev clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:.*?## /\t/' | sort | awk -F '\t' '{printf "  make %-8s %s\n", $$1, $$2}'

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

layouts: env-test  ## Read back thousands of renderings of the layout press; writes docs/benchmarks/layouts.md
	$(BIN)/python tests/bench/layout_press.py --long --write

planted: env-test  ## Plant thousands of errors and look for them; writes docs/benchmarks/planted.md
	$(BIN)/python tests/bench/planted_errors.py --long --write

model: env-test  ## Train the shipped classifier anew, measure it, pin its figures, write docs/benchmarks/topics.md
	$(BIN)/gouji train models/default.toml
	$(BIN)/python tests/bench/topics.py --pin --write

fuzz: env-test  ## Run the property tests a hundred times longer than usual
	GOUJI_FUZZ=1 $(BIN)/python -m pytest -q -n auto tests/property

docs: env  ## Write docs/commands.md anew from the commands' own help
	$(BIN)/python docs/generate_commands.py

clean:  ## Remove the environment and everything that was built
	rm -rf $(VENV) build dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment: made once, renewed when pyproject.toml changes ----------------------------------------------------

env: $(VENV)/.installed
env-test: $(VENV)/.installed-test
env-dev: $(VENV)/.installed-dev

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

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,dev]"
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test
