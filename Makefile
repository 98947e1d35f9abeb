# Everything a person or CI does here. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test test-thorough lint format bench bench-extraction live docs lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(BIN)/python:
	@PYTHON="$(PYTHON)" sh ./scripts/make-venv.sh $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing the locked packages (about a minute on first use) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## own .venv with the locked versions

setup-dev: $(VENV)/.dev ## the same, with what tests and checks need

demo: setup ## the monitor over a newsroom on this machine; KEEP=1 leaves both running
	@$(BIN)/evwatch demo $(if $(KEEP),--keep)

run: setup ## the monitor over the real catalogue, until Ctrl-C
	@$(BIN)/evwatch run

test: setup-dev ## all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-thorough: setup-dev ## the query language on fifty times as many random articles and queries: half an hour
	@EVWATCH_HYPOTHESIS=thorough $(BIN)/python -m pytest -n 2 --timeout 7200 tests/core/query tests/storage/search

lint: setup-dev ## ruff, mypy strict, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup-dev ## put the code into house form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-dev ## every benchmark, each against a baseline in the same run
	@$(BIN)/python -m benchmarks.crawl
	@$(BIN)/python -m benchmarks.matching --rules 1000,10000
	@$(BIN)/python -m benchmarks.search --articles 5000
	@$(BIN)/python -m benchmarks.stories --window 5000
	@$(BIN)/python -m benchmarks.rules

bench-extraction: setup-dev ## extraction against trafilatura on real pages: DATA=folder of them
	@$(BIN)/python -m benchmarks.extraction $(if $(DATA),--data "$(DATA)")

live: setup ## ask every source of the catalogue once, from a machine with internet: build/live-report.md; SOURCES=a,b
	@$(BIN)/scrapy crawl survey -L ERROR -a report=build/live-report.md $(if $(SOURCES),-a sources=$(SOURCES))

docs: setup ## write the pages that are made from data: docs/sources.md
	@$(BIN)/python scripts/sources_page.py

lock: ## resolve the versions anew (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra postgres --constraint requirements.lock --universal --generate-hashes --no-header -q -o requirements-dev.lock

clean: ## remove the environment and what demo and tests leave
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .hypothesis data
