# Shequ Portal (社区门户). `make help` lists the targets.
# Needed on the machine: Python 3.11 or newer, and make. Everything else comes into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8000
VENV ?= .venv
LOCK ?= requirements/wagtail74.txt
TESTS ?= portal search
WORKERS ?= auto
ELASTICSEARCH_VERSION ?= 8.19.3
ELASTICSEARCH_PORT ?= 9222
ELASTICSEARCH_HEAP ?= 512m
RELEVANCE_PREFIX ?= relevance

# The first interpreter that is new enough; `make PYTHON=/path/to/python3.12 run` chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)
IN := $(VENV)/bin
STAMP := $(VENV)/.installed-from-lock

export PORTAL_SOURCES := $(or $(SOURCES),$(PORTAL_SOURCES))

.PHONY: help
help: ## Explain all targets
	@echo "Shequ Portal (社区门户)"
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done

.PHONY: install
install: $(STAMP) ## Make .venv and install exactly what the lock file names

$(STAMP): $(LOCK)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found."; exit 1; }
	@test -x $(IN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing $(LOCK) into $(VENV) (some minutes the first time)"
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement $(LOCK)
	@touch $@

.PHONY: run
run: install ## Start the portal with demo content: PORT=8000, SOURCES=folder of regulations
	@exec $(IN)/python manage.py run_portal --port "$(PORT)"

SERVER = $(PYTHON) .ci/elasticsearch.py
SERVER_OPTIONS = --version "$(ELASTICSEARCH_VERSION)" --port "$(ELASTICSEARCH_PORT)"

.PHONY: elasticsearch
elasticsearch: ## Fetch and start Elasticsearch on this machine: ELASTICSEARCH_VERSION, …_PORT, …_HEAP
	@$(SERVER) start $(SERVER_OPTIONS) --heap "$(ELASTICSEARCH_HEAP)"

.PHONY: elasticsearch-stop
elasticsearch-stop: ## Stop that Elasticsearch; its data stay
	@$(SERVER) stop $(SERVER_OPTIONS)

.PHONY: test
test: install ## Run all tests (TESTS=portal/pages, SOURCES=folder of the supplied documents)
	@$(IN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

.PHONY: coverage
coverage: install ## Run all tests and say which lines no test reaches
	@$(IN)/coverage run -m pytest -n 0 $(TESTS)
	@$(IN)/coverage report

.PHONY: check
check: ## Everything a change must pass, without installing system parts
	@bash .ci/run --without-system-parts

.PHONY: lint
lint: install ## Style (ruff) and the storeys of the house (import-linter)
	@$(IN)/ruff check .
	@$(IN)/lint-imports

.PHONY: types
types: install ## Types (mypy)
	@$(IN)/mypy portal search

.PHONY: migrations
migrations: install ## Fail when a model has changed without its migration
	@DJANGO_SETTINGS_MODULE=portal.settings.test $(IN)/python manage.py makemigrations --check --dry-run

.PHONY: deploy-check
deploy-check: install ## Django's deployment check under production settings, no warning allowed
	@$(IN)/python .ci/deploy_check.py

.PHONY: audit
audit: install ## Known faults in locked packages: by pip-audit, else by requirements/floors.list
	@$(IN)/python .ci/audit.py

.PHONY: relevance
relevance: export PORTAL_VAR := $(CURDIR)/var/relevance
relevance: export DATABASE_URL := sqlite:///$(CURDIR)/var/relevance/portal.sqlite3
relevance: export SEARCH_PREFIX := $(RELEVANCE_PREFIX)
relevance: install ## Measure the answers to judged queries and check the bounds: SOURCES, SEARCH_URL (both engines)
	@mkdir -p var/relevance
	@for step in migrate load_demo load_synonyms $(if $(PORTAL_SOURCES),"import_regulations $(PORTAL_SOURCES)") search_rebuild; do \
		$(IN)/python manage.py $$step --verbosity 0 > var/relevance/log.txt 2>&1 \
			|| { cat var/relevance/log.txt; exit 1; }; done
	@$(IN)/python manage.py search_eval --check --worst 10 $(if $(SEARCH_URL),--compare)

.PHONY: smoke
smoke: install ## Start `make run` on a free port with an empty state, look at pages, stop it
	@$(IN)/python .ci/smoke.py

# What depends on Wagtail: routing, the gate, the desk with its screens. The shape of the source, the
# reading of files, processes and days do not; the sweep of all forged writes is run once, under the
# other release.
NEWEST_TESTS ?= portal/tests portal/publication portal/desk portal/writing portal/staffing \
	portal/sign_in $(wildcard portal/*/tests/test_*viewsets.py) \
	$(foreach name,shape access_sweep_writing file_checking running elasticsearch_start workdays \
		citations compose database_move,--ignore=portal/tests/test_$(name).py) \
	--ignore-glob='portal/tests/test_filetext*'

.PHONY: newest
newest: ## Migrations, routing, gate and desk under the newest Wagtail, from its own lock file
	@$(MAKE) --no-print-directory VENV=.venv-wagtail80 LOCK=requirements/wagtail80.txt migrations
	@$(MAKE) --no-print-directory VENV=.venv-wagtail80 LOCK=requirements/wagtail80.txt newest-tests

.PHONY: newest-tests
newest-tests: install
	@$(IN)/python -m pytest -n $(WORKERS) --dist worksteal -q \
		-m "not browser and not sources and not elasticsearch" $(NEWEST_TESTS)

.PHONY: messages
messages: install ## Write zh-Hant from zh-Hans and compile both (the .mo files are checked in)
	@$(IN)/python manage.py build_messages

.PHONY: lock
lock: install ## Write both lock files anew from pyproject.toml
	@$(IN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	@for release in wagtail74 wagtail80; do \
		echo "Locking $$release"; \
		$(IN)/pip-compile --quiet --extra test --constraint requirements/$$release.in \
			--generate-hashes --allow-unsafe --strip-extras --no-header \
			--no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
			--output-file requirements/$$release.txt pyproject.toml || exit 1; \
	done

.PHONY: clean
clean: ## Remove the virtual environments and caches (never var/, where the content lives)
	@rm -rf .venv .venv-wagtail80 .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
