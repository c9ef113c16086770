# Two commands do all: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8501
ADDRESS ?= 127.0.0.1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run build check test lint types unit browser bench clean

help: ## Say what each command does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: $(VENV)/run ## Start the dashboard on the figures in this repository (ADDRESS=0.0.0.0 for phones in a room)
	@echo "Midsize Monitor: http://$(ADDRESS):$(PORT)  (stop with Ctrl+C)"
	@$(PYTHON) -m streamlit run serve.py --server.port $(PORT) --server.address $(ADDRESS)

build: $(VENV)/run ## Read CBS and put a new snapshot in use (CBS_CATALOG=... for another service)
	$(PYTHON) -m etl build

check: $(VENV)/run ## Check the definition files and the snapshot, without a network
	$(PYTHON) -m etl check

test: lint types unit browser ## Everything: lint, types, unit and page tests, browser tests

lint: $(VENV)/dev
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .

types: $(VENV)/dev
	$(PYTHON) -m mypy

unit: $(VENV)/dev $(VENV)/office $(VENV)/postgresql
	$(PYTHON) -m pytest tests/etl tests/data tests/agenda tests/pages tests/test_serve.py tests/test_makefile.py -n 2 -q

browser: $(VENV)/dev $(VENV)/chromium
	$(PYTHON) -m pytest tests/browser -q

bench: $(VENV)/dev $(VENV)/chromium ## Measure speed beside Dash and a static page; writes docs/benchmarks.md
	$(PYTHON) -m tests.benchmarks

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(PYTHON):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$(python3 --version)."; exit 1; }
	@python3 -m venv $(VENV) || { echo "Python cannot make a virtual environment; on Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }

$(VENV)/run: $(PYTHON) requirements.txt
	@echo "Installing what the dashboard needs ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev: $(PYTHON) requirements.txt requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run

# Programs that pip does not have are Debian's own packages: $(call debian,WHETHER IT IS THERE,PACKAGES,WHAT FOR,WHAT COMES FIRST).
# Where they cannot be installed, make stops with a sentence: no test is skipped.
define debian
@there() { $(1); }; $(4) \
if ! there && command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
  echo "Installing for $(3): $(2) ..."; \
  root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
  $$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(2) >/dev/null; \
fi; \
there || { echo "A program is missing for $(3). Install it with: sudo apt-get install $(2)"; exit 1; }
@touch $@
endef

# Playwright's download of a browser would ask an outside host.
$(VENV)/chromium: $(PYTHON)
	$(call debian,command -v chromium >/dev/null || command -v chromium-browser >/dev/null,chromium,the browser tests)

# Reads our workbooks (calc) and slides (impress) as somebody else's program does.
OFFICE := libreoffice-calc-nogui libreoffice-impress-nogui
$(VENV)/office: $(PYTHON)
	$(call debian,at=$$(readlink -f "$$(command -v soffice)") && [ -e "$${at%/*}/libsclo.so" ] && [ -e "$${at%/*}/libsdlo.so" ],--no-install-recommends $(OFFICE),the tests of workbooks and slides)

# The agenda is tested on a real PostgreSQL: a cluster of its own in a temporary folder. Only the programs of the package are used, so it is
# told not to make and start a cluster while it is installed, unless this machine already has a setting for that.
PG_THERE := command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
PG_SETTING := /etc/postgresql-common/createcluster.conf
PG_QUIET = there || [ -e $(PG_SETTING) ] || { as=$$([ "$$(id -u)" = 0 ] || echo sudo -n); trap "$$as rm -f $(PG_SETTING)" EXIT; \
  $$as mkdir -p $(dir $(PG_SETTING)) && echo "create_main_cluster = false" | $$as tee $(PG_SETTING) >/dev/null; } 2>/dev/null || :;
$(VENV)/postgresql: $(PYTHON)
	$(call debian,$(PG_THERE),-o Dpkg::Options::=--force-confold postgresql,the tests of the agenda,$(PG_QUIET))
