# `make` alone lists the targets. Everything happens in .venv; nothing outside this folder is touched, except that
# root's `make test` may install PostgreSQL, Chromium or a Khmer font with apt-get where none is found.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
NEEDS := tests/support/needs.sh
CHECKED_TESTS := $(wildcard tests/locales tests/cases/migrations)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE  # tests start the program some dozens of times: it is compiled once

.PHONY: help run test check bench chaos screenshots lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(INSTALLED)  ## set everything up and serve http://127.0.0.1:8000 with demonstration data
	@$(VENV)/bin/samleng serve --demo

test: $(INSTALLED)  ## all tests, on SQLite and on a throw-away PostgreSQL; ARGS="-k words" narrows them
	@$(NEEDS) postgres chromium font
	@$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder -q -m "not chaos" tests/journeys tests $(ARGS)

check: $(INSTALLED)  ## style, types, import arrows, known vulnerabilities, catalogs, migrations
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PYTHON) -m tests.support.audit
	@$(if $(CHECKED_TESTS),$(NEEDS) postgres && $(PYTHON) -m pytest -q $(CHECKED_TESTS),:)

bench: $(INSTALLED)  ## measure updates a second, latency, sign-ins and sealing; writes docs/performance.json and .md
	@$(NEEDS) postgres
	@$(PYTHON) -m tests.bench

chaos: $(INSTALLED)  ## the tests that kill processes and cut connections, and the rest of long drills
	@$(NEEDS) postgres chromium font
	@$(PYTHON) -m pytest -q -m chaos

screenshots: $(INSTALLED)  ## pages, papers and posters as pictures, under var/screenshots
	@$(NEEDS) chromium font
	@$(PYTHON) -m tests.screenshots

lock: $(INSTALLED)  ## pin every dependency of pyproject.toml, with hashes, in requirements.lock
	@$(PYTHON) -m pip install --quiet --quiet uv==0.13.9
	@$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--group dev --output-file requirements.lock pyproject.toml

clean:  ## remove the virtual environment and every cache; var/ and keys/ stay
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@$(NEEDS) venv

# Stands for "what the lock file says is installed"; made again when the lock or the project's metadata change.
$(INSTALLED): requirements.lock pyproject.toml | $(PYTHON)
	@echo "Installing the locked dependencies into $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -m pip install --quiet --quiet --require-hashes --requirement requirements.lock
	@$(PYTHON) -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@touch $@
