# Everything runs in .venv, which the first target that needs it makes. PYTHON names the interpreter.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint unit slow network adoption bench cards projects peers clauses audit pictures fix clean

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

network: .venv/ready  ## the tests that ask the registries: the hook and the action as they install themselves, JUnit's schema
	$(BIN)/pytest -m network

adoption: .venv/ready  ## the gate put up in a repository of 290 packages and three models; asks npm and PyPI
	$(BIN)/python -m tests.adoption

bench: .venv/ready  ## measure openscope and ScanCode side by side on a tree from the registries
	$(BIN)/python -m tests.benchmark

cards: .venv/ready  ## how many model cards one core reads in a second, and in how much memory
	$(BIN)/python -m tests.cards

projects: .venv/ready  ## compare what real projects depend on with what their own tools list
	$(BIN)/python -m tests.projects

peers: .venv/ready  ## pip-licenses and license-checker beside openscope: the same packages, and how fast each is
	$(BIN)/python -m tests.peers

clauses: .venv/ready  ## how well clause detection does alone, on the texts of the licence data
	$(BIN)/python -m tests.clauses

audit: .venv/ready  ## the example audit: five packages from the registries and 15 models in one page, .audit/audit.html
	@mkdir -p .audit
	$(BIN)/openscope scan pkg:pypi/flask@3.0.0 pkg:npm/@directus/api@23.3.2 pkg:npm/@elastic/charts@73.2.1 \
	  pkg:npm/@sentry/cli@1.77.3 pkg:npm/@sentry/cli@3.8.0 -o json=.audit/projects.json -q
	$(BIN)/openscope scan fixtures/demo fixtures/audit/models --offline -o json=.audit/models.json -q
	$(BIN)/openscope report .audit/projects.json .audit/models.json -c fixtures/audit/openscope.toml \
	  -o html=.audit/audit.html -o json=.audit/audit.json -o csv=.audit/items.csv -o cyclonedx=.audit/bom.json \
	  -o spdx=.audit/bom.spdx.json -o spdx3=.audit/bom.spdx3.json -o notice=.audit/NOTICES.txt

pictures: audit  ## the README's pictures: docs/terminal.svg, docs/audit.png (needs chromium)
	$(BIN)/python -m tests.pictures

fix: .venv/ready  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .audit .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
