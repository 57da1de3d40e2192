# Groupline: `make` lists the targets. Needs Python 3.11 or newer and make; everything else is installed into .venv.

SHELL := /bin/sh
BIN := .venv/bin
PORT ?= 8501
IMAGES ?= ../shared/data/xsdd
GROUPLINE_PORT ?= $(PORT)
REQUIREMENTS := $(if $(GPU),requirements-gpu.txt,requirements.txt)
INSTALLED := .venv/.installed-$(REQUIREMENTS)
INSTALLED_DEV := .venv/.installed-requirements-dev.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$python; break; fi; done)

# phase NAME,COMMAND: run a command and print how long it took
phase = @start=$$(date +%s); $(2) && printf '%-9s %4d s\n' '$(1)' $$(($$(date +%s) - start))

.DEFAULT_GOAL := help
.PHONY: help run install test fuzz lint bench clean python test-tools
export GROUPLINE_PORT
export PYTHONUNBUFFERED := 1

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18
	@echo
	@echo '  Variables: PORT=8501   IMAGES=FOLDER (for bench)   GPU=1 (faiss for NVIDIA cards)   GROUPLINE_HOME=FOLDER (the workspace)'

run:  ## install, migrate the database, group the sample on the first start, start worker and dashboard
	$(call phase,install,$(MAKE) --no-print-directory install)
	$(call phase,database,$(BIN)/python -m grouping migrate)
	$(call phase,sample,$(BIN)/python -m grouping first-run)
	@echo 'starting worker and dashboard; Ctrl+C stops both'
	@GROUPLINE_BEGUN=$$(date +%s) PATH="$(CURDIR)/$(BIN):$$PATH" exec $(BIN)/honcho start

install: $(INSTALLED)  ## make .venv and install what Groupline runs on

# A switch between the two lists takes the other one's faiss out first: both packages own the same files.
$(INSTALLED): $(REQUIREMENTS) | python
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || { rm -rf .venv; \
		echo 'This Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@for other in $(filter-out $@,$(wildcard .venv/.installed-requirements.txt .venv/.installed-requirements-gpu.txt)); do \
		$(PIP) uninstall -y faiss-cpu faiss-gpu && rm $$other; done
	$(PIP) install -r $(REQUIREMENTS)
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	$(PIP) install -r requirements-dev.txt
	@touch $@

python:
	@test -n '$(PYTHON)' || { echo 'Groupline needs Python 3.11 or newer; found: '"$$(python3 --version 2>&1)"'.' >&2; \
		echo 'Install one and run make again, or name it: make run PYTHON=/path/to/python3' >&2; exit 1; }

test: lint test-tools  ## all checks and tests; installs Debian's chromium and PostgreSQL where they are missing
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 8 $(PYTEST_ARGS)

fuzz: $(INSTALLED_DEV) test-tools  ## the tests of laws, on examples that no run before has drawn
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 8 --hypothesis-profile=new -m hypothesis $(PYTEST_ARGS)

lint: $(INSTALLED_DEV)  ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-tools:
	@missing=''; command -v chromium >/dev/null || missing='chromium'; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	test -n "$$missing" || exit 0; \
	test "$$(id -u)" = 0 && root='' || root='sudo -n'; \
	if command -v apt-get >/dev/null && $$root true 2>/dev/null; then \
		echo "installing for the tests: $$missing"; \
		{ $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -qq -y $$missing >/dev/null; } \
		|| { echo "apt-get could not install: $$missing" >&2; exit 1; }; \
	else echo "The tests that need these will be skipped, for they are missing: $$missing"; fi

bench: $(INSTALLED_DEV)  ## measure each claim on IMAGES (a folder with a folder for each class), us and the peer in one run
	@for program in "sweep --images $(IMAGES)" "agreement --images $(IMAGES)" "encode $(IMAGES)" "against_truth $(IMAGES)" \
		"steward $(IMAGES)" "two_people" "kills" "kills_labels" "uploads"; do \
		echo "== $$program"; $(BIN)/python -m benchmarks.$$program || exit 1; done

clean:  ## remove .venv and all caches; the workspace in data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
