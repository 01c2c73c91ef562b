# `make` alone lists the targets; each sets up .venv by itself and is quick when nothing changed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
PY := .venv/bin/python
digest = $(shell sha256sum $(1) | cut -c1-16)
RUN := .venv/run-$(call digest,requirements.lock)
DEV := .venv/dev-$(call digest,requirements-dev.lock)
install = $(PY) -m pip install --disable-pip-version-check --progress-bar off --require-hashes $(1) \
	| while read -r word _; do if [ "$$word" = Collecting ]; then printf .; fi; done >&2; echo >&2

.PHONY: help chat run test check eval bench soak fmt messages lock

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, for example: make PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up .venv, once" >&2
	@$(PYTHON) -m venv .venv

# Nothing is built here, as nothing can be in the image.
$(RUN): | $(PY)
	@echo "installing what the bot needs" >&2
	@$(call install,--only-binary :all: -r requirements.lock)
	@rm -f .venv/run-*; touch $@

$(DEV): $(RUN)
	@echo "installing what its tests need" >&2
	@$(call install,-r requirements-dev.lock)
	@rm -f .venv/dev-*; touch $@

chat: $(RUN) ## talk to the bot here, without a token (lang=en for English)
	@$(PY) -m bot chat $(if $(lang),--lang $(lang))

run: $(RUN) ## put the bot on Telegram (needs DOBLEST_TOKEN)
	@$(PY) -m bot run

test: $(DEV) ## every check: format, lint, types, imports, data, locales, tests
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m bot check
	$(PY) -m pytest -n 4 --cov --cov-report=term:skip-covered

check: $(RUN) ## validate data and locales, print counts
	@$(PY) -m bot check

eval: $(RUN) ## measure how well questions are answered
	@$(PY) -m bot eval

bench: $(DEV) ## run the benchmarks
	@$(PY) -m benchmarks

soak: $(DEV) ## run the long reliability tests
	@$(PY) -m pytest -m soak --no-cov

fmt: $(DEV) ## format the code
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

messages: $(DEV) ## collect sentences into locales/
	@.venv/bin/pybabel -q extract -k tr -k plural:1,2 -k N_ --no-location --sort-output --no-wrap --omit-header -o locales/bot.pot bot
	@for l in en ru; do .venv/bin/pybabel -q update -D bot -d locales -l $$l -i locales/bot.pot --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap; done

lock: $(DEV) ## pin the dependencies again
	@test -x .venv/bin/pip-compile || $(PY) -m pip install --quiet pip-tools
	@.venv/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links --extra dev -o requirements-dev.lock pyproject.toml
	@.venv/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links -c requirements-dev.lock -o requirements.lock pyproject.toml
