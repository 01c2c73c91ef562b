# `make` alone lists the targets; each sets up .venv by itself and is quick when nothing changed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
STAMP := .venv/stamp-$(shell cat requirements-dev.lock | sha256sum | cut -c1-16)

.PHONY: help chat run test check eval bench soak fmt messages lock

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements-dev.lock
	@echo "setting up .venv (once, about half a minute)"
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@rm -f .venv/stamp-*
	@touch $@

chat: $(STAMP) ## talk to the bot here, without a token
	@$(PY) -m bot chat

run: $(STAMP) ## put the bot on Telegram (needs DOBLEST_TOKEN)
	@$(PY) -m bot run

test: $(STAMP) ## every check: format, lint, types, imports, data, locales, tests
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m bot check
	$(PY) -m pytest --cov --cov-report=term:skip-covered

check: $(STAMP) ## validate data and locales, print counts
	@$(PY) -m bot check

eval: $(STAMP) ## measure how well questions are answered
	@$(PY) -m bot eval

bench: $(STAMP) ## run the benchmarks
	@$(PY) -m benchmarks

soak: $(STAMP) ## run the long reliability tests
	@$(PY) -m pytest -m soak --no-cov

fmt: $(STAMP) ## format the code
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

messages: $(STAMP) ## collect sentences into locales/
	@.venv/bin/pybabel -q extract -k tr -k plural:1,2 -k N_ --no-location --sort-output --no-wrap --omit-header -o locales/bot.pot bot
	@for l in en ru; do .venv/bin/pybabel -q update -D bot -d locales -l $$l -i locales/bot.pot --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap; done

lock: ## pin the dependencies again
	@test -x .venv/bin/pip-compile || $(PY) -m pip install --quiet pip-tools
	@.venv/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links --extra dev -o requirements-dev.lock pyproject.toml
	@.venv/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links -c requirements-dev.lock -o requirements.lock pyproject.toml
