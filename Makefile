# Everything a person or a machine does with this repository. Needs make, git and Python 3.11 with pip and venv.

PYTHON ?= python3.11
BIN := .venv/bin
INSTALLED := .venv/.installed
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help venv demo test quick check format rules twiml-table mutants bench lock debian-packages clean-room clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'

venv: $(INSTALLED) ## build .venv from the locked requirements

$(INSTALLED): requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-dev.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: venv ## run a simulated business day at high speed and print what came of it
	$(BIN)/outreach demo

test: venv debian-packages check ## run every gate and every test
	$(BIN)/python -m pytest tests --ignore tests/house

quick: venv ## run the tests that take less than ten seconds
	$(BIN)/python -m pytest tests -m "not slow"

check: venv ## style, types, import directions, sizes, words, lock
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/house --quiet

format: venv ## rewrite the sources in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

rules: venv ## write docs/rules.md from the packs
	$(BIN)/outreach compliance rules --format markdown > docs/rules.md

twiml-table: venv ## write docs/sandbox-twiml.md from the rows of tests/sandbox/behaviour
	$(BIN)/python -m tests.sandbox.behaviour

mutants: venv ## mutation testing on compliance/: what no test notices, in docs/mutation.md
	$(BIN)/python scripts/mutants

bench: venv debian-packages ## measure speed and memory, each beside its baseline
	$(BIN)/python -m bench

lock: venv ## renew the locked requirements from requirements*.in
	scripts/lock

debian-packages: ## install what the tests need from Debian: redis-server, chromium, nodejs, npm
	@scripts/debian-packages

clean-room: ## clone HEAD elsewhere, build it from nothing, run its demo and its tests
	@scripts/clean-room

clean: ## remove what was built and what was run, but not .venv
	rm -rf .run build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
