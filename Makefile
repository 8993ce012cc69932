# `make` shows what there is; every target can be run again and again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Programs that tests run beside Python; kept between checkouts, one folder a version.
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/govrules/tools
OPA_VERSION := 1.20.2
OPA := $(TOOLS)/opa-$(OPA_VERSION)/opa

.DEFAULT_GOAL := help
.PHONY: help install demo tools test lint fuzz bench clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## create .venv from $(PYTHON), with every package of requirements.lock

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: install ## judge a quarter of invented data: what is violated, what falls due next
	@$(BIN)/govrules check fixtures/kz-229/quarter --as-of 2026-10-05T09:00:00+05:00 \
		--include violated,pending; \
	code=$$?; echo; echo "govrules ended with exit code $$code: 1 says that something is violated"; \
	test $$code -eq 1

tools: ## what some tests run: Open Policy Agent, Chromium, Java, PostgreSQL; CI fails without
	@if test ! -x $(OPA); then \
		echo "building Open Policy Agent $(OPA_VERSION), once: some minutes"; \
		GOBIN=$(dir $(OPA)) go install github.com/open-policy-agent/opa@v$(OPA_VERSION) || \
		{ echo "no Open Policy Agent: its tests are skipped"; test -z "$$CI"; }; fi
	@if ! command -v chromium >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq chromium >/dev/null || \
		{ echo "no Chromium: tests of pages are skipped"; test -z "$$CI"; }; fi
	@if ! command -v java >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq default-jre-headless >/dev/null || \
		{ echo "no Java: tests of Spark are skipped"; test -z "$$CI"; }; fi
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq postgresql >/dev/null || \
		{ echo "no PostgreSQL: its tests are skipped"; test -z "$$CI"; }; fi

lint: install ## style, types and the directions of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint tools ## everything CI runs
	GOVRULES_OPA=$(OPA) $(BIN)/python -m pytest -n 2 --dist worksteal

fuzz: install tools ## look much longer for disagreements and crashes
	GOVRULES_OPA=$(OPA) HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -n 2 tests/agreement tests/facts

bench: install ## measure the engines beside one another: ten minutes; BENCH="--cases 10000" for less
	@GOVRULES_OPA=$$(test -x $(OPA) && echo $(OPA) || echo opa) \
		$(BIN)/python -m benchmarks.bench $(BENCH)

clean: ## delete what can be made again
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
