"""The gram index of PostgreSQL: vectors beside the documents; SQLite has its own (0002)."""

from django.db import migrations

CREATE = """
ALTER TABLE search_indexeddocument
    ADD COLUMN tokens tsvector,
    ADD COLUMN tokens_cut boolean NOT NULL DEFAULT false;
CREATE INDEX search_by_tokens ON search_indexeddocument USING gin (tokens);
"""
DROP = """
ALTER TABLE search_indexeddocument DROP COLUMN tokens, DROP COLUMN tokens_cut;
"""


def create(apps, schema_editor):
    """Documents from before are without a vector until search is rebuilt."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_outbox")]

    operations = [migrations.RunPython(create, drop)]
