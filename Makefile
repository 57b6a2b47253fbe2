# Each target builds .venv by itself: `make verify` on a fresh clone is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS ?= dev# `make test EXTRAS=dev,nn` installs PyTorch and tests the training runs also
DEV := $(VENV)/.installed-$(EXTRAS)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The tests start many processes, and each would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help verify proofs test test-slow lint bench figures docs dist upload clean

help:
	@echo "make verify     verdicts on the bundled library of statements (proofs/)"
	@echo "make proofs     the proofs that the library carries, written again where it has changed"
	@echo "make test       the test suite, without the tests marked slow"
	@echo "make test-slow  the tests marked slow"
	@echo "make lint       ruff, mypy --strict, import layers"
	@echo "make figures    the figures of docs/, each experiment run again"
	@echo "make docs       the documentation site, in build/site/"
	@echo "make dist       the wheel and the source archive, in dist/, and a verdict from the wheel alone"
	@echo "make upload     dist/ to the package index (docs/releasing.md)"
	@echo "make bench      the Kreiss constant against the usual way; time of each quantity"

verify: $(VENV)/.installed
	$(BIN)/kreissverify verify --report report

proofs: $(VENV)/.installed
	$(BIN)/python -m kreissverify.derivations.proof_files.library --jobs 2

test: $(DEV)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow"

test-slow: $(DEV)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal -m slow

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/typos
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.kreiss_constant
	$(BIN)/python -m tests.benchmarks.quantities

figures: $(DEV)
	for name in $$($(BIN)/kreissverify experiment --quiet); do \
	  $(BIN)/kreissverify experiment $$name --quiet --plot docs/figures/$$name.svg || exit; done

docs: $(VENV)/.installed-docs
	PYTHONPATH=docs OPENBLAS_NUM_THREADS=1 $(BIN)/python -m website build/site

dist: $(DEV)
	rm -rf dist build/wheel-alone
	$(BIN)/python -m hatchling build
	$(PYTHON) -m venv build/wheel-alone
	build/wheel-alone/bin/python -m pip --disable-pip-version-check --quiet install -c constraints.txt dist/*.whl
	cd build && wheel-alone/bin/kreissverify verify R5 --instances 20 --certificates wheel-alone

upload: dist
	$(PIP) install -c constraints.txt '.[release]'
	$(BIN)/uv publish dist/*

clean:
	rm -rf $(VENV) build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "kreissverify needs Python 3.11 or newer; '$(PYTHON)' is not (choose one: make PYTHON=python3.12 ...)" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-docs: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[docs]'
	@touch $@ $(VENV)/.installed

$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@ $(VENV)/.installed
