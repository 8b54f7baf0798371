"""The gram index of SQLite (FTS5); other databases keep theirs in a later migration."""

from django.db import migrations

CREATE = """
CREATE VIRTUAL TABLE search_grams USING fts5(
    title, heading, body, title_words, heading_words, body_words, shorts,
    content='', tokenize='ascii'
)
"""


def create(apps, schema_editor):
    """Make the table and let one transaction gather much before it writes a segment."""
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute(CREATE)
    schema_editor.execute(
        "INSERT INTO search_grams(search_grams, rank) VALUES ('hashsize', 16777216)"
    )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_grams")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]

    operations = [migrations.RunPython(create, drop)]
