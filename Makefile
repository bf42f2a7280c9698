# `make demo` and `make test` each do their own set-up; everything lives in .venv and ./demo.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: demo test check bench judges lock clean

demo: $(READY)
	$(BIN)/catalogsync demo

test: $(DEV)
	$(PYTEST)

check: $(DEV)
	$(BIN)/ruff format --check catalogsync tests benchmarks
	$(BIN)/ruff check catalogsync tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST)

bench: $(DEV)
	$(BIN)/python -m benchmarks.run_all

# Unmodified public clients against the sandbox; they are large, and installed outside .venv (docs/sandbox.md).
judges: $(READY)
	$(BIN)/python -m tests.judges

# uv takes seconds where pip takes a minute, and checks the same hashes. It knows nothing of an index that pip was told
# of: there, and where uv cannot be had, pip does it.
define install
@{ ! $(BIN)/python -m pip config list | grep -Eq '[.](index-url|no-index)=' \
    && { test -x "$(UV)" || $(PIP) --require-hashes -r requirements-uv.lock; } \
    && $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(1); } 2>/dev/null \
  || $(PIP) --require-hashes -r $(1)
endef

# A virtual environment from the lock file, made once and again whenever the lock changes.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "catalogsync needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python cannot make virtual environments; on Debian: apt install python3-venv"; exit 1; }
	$(call install,requirements.lock)
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $(READY)

$(DEV): $(READY) requirements-dev.lock
	$(call install,requirements-dev.lock)
	@touch $(DEV)

# Pin anew; the files name no index, so that any mirror serves.
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --quiet
lock: $(READY)
	$(PIP) --upgrade uv
	$(COMPILE) pyproject.toml --upgrade -o requirements.lock
	$(COMPILE) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	echo uv | $(COMPILE) - --upgrade -o requirements-uv.lock

clean:
	rm -rf $(VENV) demo build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
