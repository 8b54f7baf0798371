#!/bin/sh
# What must be done before the portal's processes start, after every installation and upgrade.
# Safe to run again.
set -eu
python manage.py migrate --noinput
python manage.py collectstatic --noinput --verbosity 0
python manage.py load_calendar
python manage.py load_rule_settings
python manage.py load_taxonomy
python manage.py load_synonyms
python manage.py search_status --json | grep -q '"W001"' || exit 0
python manage.py search_rebuild --only embedded --verbosity 0
