# Everything a developer types. `make` alone lists it.
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python
MANAGE = $(VENV_PYTHON) manage.py
export PORT BIND

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo demo-reset test bench audit lint format messages

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: # the pinned requirements into .venv; nothing when they are unchanged
	@$(PYTHON) -m microbrand.tooling.bootstrap

install-dev:
	@$(PYTHON) -m microbrand.tooling.bootstrap --dev

demo: install ## the demo brand on http://localhost:8000 (PORT=… chooses another port)
	@$(VENV_PYTHON) -m microbrand.tooling.demo

demo-reset: install ## throw the demo's data away and start it again
	@$(VENV_PYTHON) -m microbrand.tooling.demo --reset

test: install-dev ## every check: linters, types, tests on PostgreSQL and SQLite, races, browser journeys
	@$(VENV_PYTHON) -m tests.harness.run "$(ONLY)"

bench: install-dev ## measure; ONLY=prefix chooses by name; writes build/bench.json
	@$(VENV_PYTHON) -m tests.bench $(ONLY)

audit: install ## recompute every derived figure of the demo's database
	@$(MANAGE) audit

lint: install-dev ## ruff, types, import contracts, templates
	@$(VENV_PYTHON) -m tests.harness.run lint

format: install-dev ## format the Python files
	@$(VENV_PYTHON) -m ruff check --fix .
	@$(VENV_PYTHON) -m ruff format .

messages: install-dev ## collect new strings for translation and compile the catalogues
	@$(MANAGE) collect_translations
	@$(MANAGE) compile_translations
