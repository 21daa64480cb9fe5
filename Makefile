# Everything runs in .venv, which the first target that needs it makes. PYTHON names the interpreter.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint unit slow bench clauses fix clean

demo: .venv/ready  ## set up, and scan the demonstration: an allowed, a restricted and an unknown item
	@$(BIN)/openscope scan fixtures/demo

test: lint unit  ## set up, and run everything that must pass

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/ready
	$(BIN)/pytest --numprocesses auto

slow: .venv/ready  ## the tests that take too long for every day
	$(BIN)/pytest -m slow

bench: .venv/ready  ## measure openscope and ScanCode side by side on a tree from the registries
	$(BIN)/python -m tests.benchmark

clauses: .venv/ready  ## how well clause detection does alone, on the texts of the licence data
	$(BIN)/python -m tests.clauses

fix: .venv/ready  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
