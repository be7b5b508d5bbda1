# make setup   everything that `make run` needs
# make run     the whole service on 127.0.0.1:$PORT (8000), state in $STATE_DIR (var/)
# make demo-code NAME=sato   the code of the second factor of one of the demo's people, now
# make test    everything that must hold
# make faults  kills, stops and starves what runs, and counts what was lost or doubled (docs/reliability.md)
# make triage-train   fits the model that proposes flags anew (docs/adr/0012)
# make triage-report  how well triage sorts, measured into docs/triage.md
# make screenshots    every page of a family in every language, as pictures below var/screenshots/
# make page-sizes     what each of them weighs, measured into docs/pages.md
# make fuzz INPUTS=100000    so many strange inputs to every form, address, upload and command
# make security   what is shown of the security, a row for each promise
# make bench    what pages cost beside a peer and a bare app, measured into docs/performance.md
# make secrets the files that compose.yaml hands to its containers, made once

MAKEFLAGS += --no-print-directory
.PHONY: help bench demo-code fuzz security triage-train setup setup-dev run test check secrets triage-report screenshots page-sizes faults
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
# The first of these that is 3.11 or newer. Those that the locks were tried with come first.
PYTHONS ?= python3.11 python3.12 python3 python3.13 python3.14

# A stamp carries its lock's checksum: another lock is installed, the same one takes no time.
sum = $(shell cksum < $(1) | tr ' ' '-')
RUN_STAMP := $(VENV)/.installed-$(call sum,requirements.lock)
DEV_STAMP := $(VENV)/.installed-dev-$(call sum,requirements-dev.lock)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
STATIC := staticfiles/staticfiles.json
PIP := $(BIN)/python -m pip install --quiet --quiet --no-input --disable-pip-version-check --require-hashes

help:
	@sed -n 's/^# make/make/p' Makefile

setup: $(RUN_STAMP) $(TRANSLATIONS) $(STATIC)

setup-dev: setup $(DEV_STAMP)

run: export SHIRUBE_DEMO = 1
run: setup
	@$(BIN)/python manage.py serve --stop-with-caller

demo-code: export SHIRUBE_DEMO = 1
demo-code: setup
	@$(BIN)/python manage.py demo_code $(NAME)

security: setup-dev
	@$(BIN)/python -m tests.security

fuzz: setup-dev
	@FUZZ_INPUTS=$(or $(INPUTS),100000) $(BIN)/python -m pytest -q -p no:cacheprovider tests/consult/test_fuzz.py

test: check
	@echo "== advisories"
	@$(BIN)/python .ci/advisories
	@echo "== tests, on every engine"
	@$(BIN)/python -m tests.engines
	@echo "== faults, in short"
	@$(BIN)/python -m tests.faults --keep-guards

# As a real installation is configured; nothing is reached.
PRODUCTION := SITE_URL=https://consult.example.jp ALLOWED_HOSTS=consult.example.jp \
  DATABASE_URL=postgres://shirube@database.invalid/shirube REDIS_URL=redis://redis.invalid \
  EMAIL_URL=smtp+tls://mail.invalid:587 BEHIND_PROXY=true SHIRUBE_DEMO= PDF_HANDOUTS=false \
  ATTACHMENT_SCANNER=clamd://scanner.invalid:3310

check: setup-dev
	@echo "== ruff check"
	@$(BIN)/ruff check --quiet .
	@echo "== ruff format"
	@$(BIN)/ruff format --quiet --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== import-linter"
	@$(BIN)/lint-imports --no-logo
	@echo "== migrations"
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@echo "== deployment"
	@$(PRODUCTION) SECRET_KEY="$$(head -c 60 /dev/urandom | base64 -w 0)" \
	  AUDIT_KEYS="$$($(new_key))" DATA_KEYS="$$($(new_key))" INDEX_KEYS="$$($(new_key))" \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING
	@echo "== djlint"
	@$(BIN)/djlint --lint --quiet templates
	@echo "== bandit"
	@$(BIN)/bandit --quiet --severity-level medium --recursive consult intake manage.py

$(RUN_STAMP): requirements.lock
	@set -e; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  for python in $(PYTHONS) none; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  done; \
	  if [ "$$python" = none ]; then \
	    echo "Shirube: Python 3.11 or newer is needed and was not found. On Debian: apt-get install python3 python3-venv" >&2; exit 1; \
	  fi; \
	  if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "Shirube: $$python has no venv or ensurepip. On Debian: apt-get install python3-venv" >&2; exit 1; \
	  fi; \
	  "$$python" -m venv --clear "$(VENV)"; \
	fi; \
	echo "Installing what Shirube runs on (once, about a minute) …"; \
	$(PIP) -r requirements.lock; \
	rm -f $(VENV)/.installed-[0-9]*; touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Installing what the tests need (once) …"
	@$(PIP) -r requirements-dev.lock
	@rm -f $(VENV)/.installed-dev-*; touch $@

# What easy Japanese does not say is said in Japanese.
locale/ja_Easy/LC_MESSAGES/django.mo: locale/ja/LC_MESSAGES/django.po

%.mo: %.po consult/translations.py $(RUN_STAMP)
	@$(BIN)/python manage.py compile_translations $<

$(STATIC): $(shell find static -type f) $(RUN_STAMP)
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

random = head -c 48 /dev/urandom | base64 -w 0 | tr '+/' '-_'

# As intake/keyring.py reads it.
new_key = printf 'k1:%s' "$$(head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_')"

# Readable by the containers' own users; the folder keeps everybody else out.
secrets:
	@mkdir -p -m 700 secrets
	@cd secrets && umask 022 && \
	{ [ -e secret_key ] || $(random) > secret_key; } && \
	for ring in audit_keys data_keys index_keys; do [ -e $$ring ] || $(new_key) > $$ring; done && \
	{ [ -e postgres_password ] || $(random) > postgres_password; } && \
	{ [ -e database_url ] || printf 'postgres://shirube:%s@postgres:5432/shirube' "$$(cat postgres_password)" > database_url; } && \
	{ [ -e email_url ] || printf 'smtp://mailpit:1025' > email_url; } && \
	touch twilio_auth_token line_channel_access_token line_channel_secret
	@echo "secrets/ is complete. Put your mail server into secrets/email_url (see .env.example)."

triage-report: setup-dev
	@$(BIN)/python -m tests.intake.triage.report $(addprefix tests/intake/triage/cases_,apart.jsonl near.jsonl sixth_apart.jsonl)

# scikit-learn is large, and only training needs it.
triage-train: requirements-train.lock
	@[ -x .venv-train/bin/python ] || $(BIN)/python -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --quiet --no-input --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-train.lock
	@.venv-train/bin/python -m tests.intake.triage.train

screenshots page-sizes: export DJANGO_SETTINGS_MODULE = consult.settings

screenshots: setup-dev
	@$(BIN)/python -m tests.browser.shown screenshots

page-sizes: setup-dev
	@$(BIN)/python -m tests.browser.shown sizes

faults: setup-dev
	@$(BIN)/python -m tests.faults

# Takes some minutes; the machine should have nothing else to do (docs/performance.md).
bench: setup-dev
	@$(BIN)/python -m benchmarks $(BENCH)
