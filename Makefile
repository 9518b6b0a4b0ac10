# Two commands do all the set-up: `make run` runs the service, `make test` runs the tests.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV := .venv
BIN := $(VENV)/bin
IMAGE ?= watchlist:dev
# uv makes the environment in seconds where it is there; pip does the same a little slower.
UV := $(shell command -v uv 2>/dev/null)

.PHONY: help run test check measure soak bench screenshots wheel image clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: $(VENV)/.run ## set everything up, scan corpus/ and serve the alerts on port 8080
	@exec $(BIN)/watchlist run

test: $(VENV)/.test ## run the tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST)

check: $(VENV)/.test ## lint, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

measure: $(VENV)/.run ## recall and false hits on the labelled texts of corpus/
	@$(BIN)/watchlist measure

soak: $(VENV)/.test ## pollers and writers under kills, 100 kills, changing feeds, on both databases; takes an hour
	@$(BIN)/python -m pytest -m soak $(PYTEST)

bench: $(VENV)/.bench $(VENV)/.peers ## speed and quality beside peers; BENCH_DATA=FOLDER for real lists and texts
	@$(BIN)/python -m bench.find $(VENV)/peers/bin/python
	@$(BIN)/python -m bench.pairs $(VENV)/peers/bin/python
	@$(BIN)/python -m bench.news
	@$(BIN)/python -m bench.size $(NAMES)
	@$(BIN)/python -m bench.lists
	@$(BIN)/python -m bench.lookback
	@$(BIN)/python -m bench.stories
	@$(BIN)/python -m bench.intake
	@$(BIN)/python -m bench.alerts

screenshots: $(VENV)/.test ## take the pictures of the documentation anew, in a real browser
	@SCREENSHOTS=docs/images $(BIN)/python -m pytest tests/page/test_half_hour.py -q

wheel: $(VENV)/.test ## build the wheel into dist/
	@$(BIN)/python -m build --wheel

image: ## build the container image with docker
	docker build -t $(IMAGE) .

clean: ## remove what make has made, but no data
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps .made, .run and .test are written last: what broke off half-way is done again by the next make.
$(VENV)/.made:
	@echo "making the environment $(VENV) with $(if $(UV),uv,pip)"
ifdef UV
	@$(UV) venv -q --clear --python-preference only-system $(VENV)
else
	@python3 -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade pip
endif
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml
	@echo "installing watchlist into $(VENV)"
	@$(call install,--editable .)
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml
	@echo "installing watchlist and its test tools into $(VENV)"
	@$(call install,--editable '.[test]')
	@touch $@ $(VENV)/.run

$(VENV)/.bench: $(VENV)/.run
	@$(call install,--editable '.[bench]')
	@touch $@

# juditha, and logic-v2 with it, need an environment of their own; without them the benchmark says so and goes on.
$(VENV)/.peers: $(VENV)/.run
	@$(BIN)/python -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install -q juditha==4.6.0 || true
	@touch $@

# Wheels alone: a user's machine has no compiler. Only watchlist itself is built, which is plain Python.
ifdef UV
install = $(UV) pip install -q --python $(BIN)/python --only-binary :all: --no-binary watchlist $(1)
else
install = $(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all: --no-binary watchlist $(1)
endif
