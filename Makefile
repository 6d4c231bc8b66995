# Everything a person or a machine does with this repository. Needs make, git and Python 3.11 with pip and venv.

PYTHON ?= python3.11
BIN := .venv/bin
INSTALLED := .venv/.installed
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# What plays whole days, kills processes or measures has the machine for itself, after the rest.
HOUSES := tests/audit tests/crash tests/intentions tests/bench tests/transfers/test_afternoon.py
WIRES := tests/sandbox tests/web tests/accessibility

.DEFAULT_GOAL := help
.PHONY: help venv demo test test-rooms test-wires test-wire quick check format rules texts reader-report accessibility-report call-flow \
	twiml-table mutants bench lock debian-packages node-packages clean-room clean

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

test: venv debian-packages node-packages check ## run every gate and every test
	$(MAKE) --jobs=2 --output-sync=target test-rooms test-wires
	$(BIN)/python -m pytest $(HOUSES)

test-rooms: venv ## of `make test`: what neither speaks over a wire nor needs the machine for itself
	$(BIN)/python -m pytest -p no:cacheprovider tests $(addprefix --ignore=,tests/house $(WIRES) $(HOUSES))

test-wires: venv debian-packages node-packages ## of `make test`: the sandbox, the web process, the pages in a browser
	$(BIN)/python -m pytest -p no:cacheprovider $(WIRES)

test-wire: venv debian-packages node-packages ## hold the sandbox against Twilio's own descriptions, library and counter
	$(BIN)/python -m pytest tests/sandbox/wire

quick: venv ## run the tests that take less than ten seconds and need nothing but Python
	$(BIN)/python -m pytest tests -m "not slow" --ignore tests/sandbox/wire/by_node

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

texts: venv ## lint the texts and write templates/release.toml, which says what this release approves
	scripts/release-texts
	$(BIN)/outreach templates lint

reader-report: venv ## measure how well inbound texts are read: docs/reader.md
	$(BIN)/python -m tests.conversations.reader_report

call-flow: venv ## write the table of docs/calls.md from the call flow
	$(BIN)/python -m tests.conversations.voice.flow_page

accessibility-report: venv node-packages ## look at every page by axe and by keyboard: docs/accessibility.md
	$(BIN)/python -m pytest tests/accessibility --quiet --report

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

node-packages: debian-packages ## install what tests/wire-node and tests/axe need from npm, as locked
	@scripts/node-packages

clean-room: ## clone HEAD elsewhere, build it from nothing, run its demo and its tests
	@scripts/clean-room

clean: ## remove what was built and what was run, but not .venv
	rm -rf .run build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
