#!/bin/sh
# Makes the index of the search server when it is missing or of another version; else does nothing.
# Readers are answered from the database meanwhile. Safe to run again.
set -eu
python manage.py search_status --json | grep -q '"W002"' || exit 0
python manage.py search_rebuild --only server --verbosity 0
