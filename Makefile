# Everything people type. `make` alone says what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
CLOUD := .venv-cloud
TRAIN := .venv-train
BENCH := .venv-bench
STAGE ?=
JUDGING_DATA ?= ../shared/judging
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup up down status logs test search check cover format deploy judging-data train evaluate bench clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.made $(CLOUD)/.made ## Make the environments: tools in .venv, the embedded cloud in .venv-cloud

$(VENV)/.made: requirements.txt requirements-dev.txt pyproject.toml
	@echo "Making $(VENV) (a minute or two the first time) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Earshot needs Python 3.11 or newer; choose one with: make PYTHON=python3.11 ...")'
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install -q --no-warn-script-location -r requirements-dev.txt -e .
	@touch $@

$(CLOUD)/.made: requirements-cloud.txt
	@echo "Making $(CLOUD) ..."
	@test -x $(CLOUD)/bin/python || $(PYTHON) -m venv $(CLOUD)
	@$(CLOUD)/bin/pip install -q --no-warn-script-location -r requirements-cloud.txt
	@touch $@

up: setup ## Start Earshot on this machine: cloud, mail catcher, town square
	@$(VENV)/bin/earshot up

down: ## Stop it, and keep its state
	@if [ -x $(VENV)/bin/earshot ]; then $(VENV)/bin/earshot down; else echo "Nothing runs: there is no $(VENV)."; fi

status: ## Say what runs, and where
	@$(VENV)/bin/earshot status

logs: ## Follow the functions' logs
	@$(VENV)/bin/earshot logs

test: setup ## Run the whole test suite, on every core
	@$(VENV)/bin/pytest -n auto --dist loadgroup $(ARGS)

search: setup ## Look for what property tests have not found yet (many new examples; some minutes)
	@$(VENV)/bin/pytest --hypothesis-profile=search -m hypothesis $(ARGS)

check: setup ## Formatter, linter and types
	@$(VENV)/bin/ruff format --check . && $(VENV)/bin/ruff check . && $(VENV)/bin/mypy

cover: setup ## See that every branch of domain and services is tested
	@$(VENV)/bin/coverage run -m pytest -q tests/domain tests/services
	@$(VENV)/bin/coverage report

format: setup ## Format the code
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

deploy: setup ## Deploy to AWS: make deploy STAGE=prod [ARGS="--mail-from … --contact …"]
	@test -n "$(STAGE)" || { echo 'Say which stage: make deploy STAGE=prod ARGS="--mail-from you@example.com --contact https://example.com"'; exit 2; }
	@$(VENV)/bin/earshot deploy --stage $(STAGE) $(ARGS)

$(TRAIN)/.made: requirements-train.txt
	@echo "Making $(TRAIN) (some minutes the first time: it holds torch) ..."
	@test -x $(TRAIN)/bin/python || $(PYTHON) -m venv $(TRAIN)
	@$(TRAIN)/bin/pip install -q --no-warn-script-location -r requirements-train.txt
	@touch $@

judging-data:
	@test -d $(JUDGING_DATA)/data || { echo "There are no labelled texts in $(JUDGING_DATA): they are not part of Earshot. Say where yours lie: JUDGING_DATA=folder"; exit 2; }

train: judging-data $(TRAIN)/.made ## Teach the judge again: make train [JUDGING_DATA=folder] [ARGS="--labels …"]
	@nice -n 10 $(TRAIN)/bin/python -m ops.training --data $(JUDGING_DATA) $(ARGS)
	@nice -n 10 $(TRAIN)/bin/python -m ops.training.targets --data $(JUDGING_DATA)
	@nice -n 10 $(TRAIN)/bin/python -m ops.training.abuse --data $(JUDGING_DATA)

evaluate: judging-data $(TRAIN)/.made ## Measure the judge on texts it never saw, and write docs/understanding.md
	@nice -n 10 $(TRAIN)/bin/python -m ops.training.evaluate --data $(JUDGING_DATA)

$(BENCH)/.made: requirements-bench.txt
	@echo "Making $(BENCH) ..."
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/pip install -q --no-warn-script-location -r requirements-bench.txt
	@touch $@

bench: setup $(BENCH)/.made ## Measure beside the peers, and write docs/performance.md and costs.md: make bench [ARGS="scan --feeds 100"]
	@$(VENV)/bin/python -m ops.bench $(ARGS)

clean: down ## Remove environments, builds and the local system's state
	@rm -rf $(VENV) $(CLOUD) $(TRAIN) $(BENCH) .earshot build *.egg-info
