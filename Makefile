# Everything a newcomer needs: `make run`, `make test`, `make check`. `make help` lists the rest.
# A fresh clone needs Python 3.11+ and make, nothing else; the first run installs into .venv.

PYTHON  ?= python3
VENV    := .venv
PY      := $(VENV)/bin/python
WORKERS ?= 2

RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

PIP := $(PY) -m pip --disable-pip-version-check -qq
UV_COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help venv run test test-slow test-real-crm check format bench bench-language bench-matching bench-mutants bench-reports bench-scoring bench-touches screenshots lock chromium clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(DEV_STAMP) ## Install everything for development into .venv

run: $(RUN_STAMP) ## Start the bot; without BOT_TOKEN, the sandbox in a browser tab
	@$(VENV)/bin/prequal run

test: chromium ## Run the tests, on SQLite and PostgreSQL (WORKERS=0: in one process)
	@$(PY) -m pytest -n $(WORKERS) -m "not slow" --durations=15

test-slow: chromium ## Run the slow tests: crashes, journeys in a browser, load
	@$(PY) -m pytest -m slow --durations=0

test-real-crm: $(DEV_STAMP) ## Push a thousand leads into a real CRM server that dies three times
	@$(PY) -m pytest -m slow --durations=0 tests/real_crm

check: $(DEV_STAMP) ## Formatting, lint, types, dependency rule, shipped scenarios
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/prequal check

format: $(DEV_STAMP) ## Format the code and apply the safe fixes
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

bench: $(DEV_STAMP) ## Measure the durable turn beside a plain aiogram form
	@$(PY) -m benchmarks

bench-language: $(DEV_STAMP) ## Measure how answers written by people are understood
	@$(PY) -m benchmarks.language

bench-matching: $(DEV_STAMP) ## Measure how spellings of one company are told from other companies
	@$(PY) -m benchmarks.matching

bench-mutants: $(DEV_STAMP) ## Change the flagship's rules 500 times: is every change noticed?
	@$(PY) -m benchmarks.mutants

bench-reports: $(DEV_STAMP) ## Measure reports over a million orders beside pandas, DuckDB and SQL
	@$(PY) -m benchmarks.reports
	@$(PY) -m benchmarks.report_answers

bench-touches: $(DEV_STAMP) ## Measure due touches among a million beside APScheduler and pgqueuer
	@$(PY) -m benchmarks.touches

bench-scoring: $(DEV_STAMP) ## Measure scorecards beside regression, Odoo's Bayes and boosting
	@OMP_NUM_THREADS=1 $(PY) -m benchmarks.scoring

screenshots: chromium ## Make the pictures of the documents anew
	@$(PY) -m tests.browser.screenshots
	@$(PY) -m tests.browser.report_picture
	@$(PY) -m tests.browser.page_pictures
	@$(PY) -m tests.reports.charts.pictures

lock: | $(PY) ## Pin the newest allowed versions in both lock files
	@test -x $(VENV)/bin/uv || $(PIP) install 'uv>=0.13,<0.14'
	@$(UV_COMPILE) --upgrade --all-extras --group dev --output-file requirements.lock
	@$(UV_COMPILE) --upgrade --group build --constraint requirements.lock --output-file requirements-run.lock

clean: ## Remove what tools left behind; .venv, .env and data stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .cache build dist
	@find . -path ./$(VENV) -prune -o -name __pycache__ -type d -print | xargs -r rm -rf

# Browser tests use the system's Chromium. A bare Debian machine gets it here when we may install;
# anywhere else those tests are skipped and say how to get it.
chromium: $(DEV_STAMP)
	@if ! $(PY) -m tests.available 2>/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests..."; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends chromium fonts-noto-color-emoji fonts-dejavu-core; } >/dev/null \
		|| echo "Chromium could not be installed; the browser tests will be skipped."; \
	fi

# ------------------------------------------------------------------------------- installation

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Prequal needs Python 3.11 or newer. Name one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "No virtual environment could be made. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }

$(RUN_STAMP): requirements-run.lock pyproject.toml | $(PY)
	@echo "Installing Prequal into $(VENV) (once; about a minute)..."
	@$(PIP) install --require-hashes -r requirements-run.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): requirements.lock pyproject.toml | $(PY)
	@echo "Installing Prequal and its development tools into $(VENV) (once; about two minutes)..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(RUN_STAMP) $@
