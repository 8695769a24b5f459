# The project's front door. Bare Debian 12 with python3, python3-pip and make is enough: see tools/environment.py.

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install dev run test check lint format types layers house bench chaos fuzz messages lock

help:  ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install:  ## Make .venv with what the register needs to run (a call that finds nothing to do takes 0.1 s)
	@$(PYTHON) tools/bootstrap.py runtime

dev:  ## Make .venv with what tests and checks need as well
	@$(PYTHON) tools/bootstrap.py dev

run: install  ## Run the register, made and filled with the starter register at the first start (empty: STARTER=no)
	@exec .venv/bin/tracker run all --prepare

test: dev  ## Run every test but the long random ones (make test ARGS="tests/domain -k overdue")
	@.venv/bin/pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: lint format types layers house  ## Run ruff, mypy, import-linter and the rules of the house

lint: dev
	@echo '== ruff check'
	@.venv/bin/ruff check

format: dev
	@echo '== ruff format --check'
	@.venv/bin/ruff format --check

types: dev
	@echo '== mypy'
	@.venv/bin/mypy

layers: dev
	@echo '== import-linter'
	@.venv/bin/lint-imports --no-logo

house: dev
	@echo '== rules of the house'
	@.venv/bin/pytest tests/house -q

bench: dev  ## Measure what things cost against the raw limits
	@.venv/bin/python -m benchmarks $(ARGS)

# The long runs stop at the first failure, so that one cut short by a time limit is known to have found nothing.
chaos: dev  ## Run the long random runs: kills, races, bulk (ends at the first failure)
	@.venv/bin/pytest -m chaos --maxfail=1 $(ARGS) || $(no_tests)

fuzz: dev  ## Run every property with thousands of fresh examples (ends at the first failure)
	@TRACKER_HYPOTHESIS_PROFILE=fuzz .venv/bin/pytest -n $(WORKERS) -m "hypothesis and not chaos" --maxfail=1 $(ARGS) || $(no_tests)

# pytest ends with 5 where it found nothing to run; that is no success, and the reason is easily overlooked.
no_tests = { code=$$?; [ $$code -ne 5 ] || echo '$@: no test was found to run' >&2; exit $$code; }

messages: dev  ## Collect what is said to people into the catalogues, to be translated
	@.venv/bin/pybabel -q extract -F babel.cfg -k text --no-location --sort-output --ignore-dirs '.*' \
		-o .tools/tracker.pot tracker notifications
	@.venv/bin/pybabel -q update -i .tools/tracker.pot -d tracker/locale -D tracker -l zh --init-missing \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

lock: dev  ## Write the lock files anew from pyproject.toml (newer versions too: UPGRADE=yes)
	@$(PYTHON) tools/lock.py
