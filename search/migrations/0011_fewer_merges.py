"""Publications merge the gram index of SQLite less often (FTS5 merges from four segments on)."""

from django.db import migrations


def merge_from(segments):
    """A migration's step that lets so many segments of one size come together before a merge."""

    def configure(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"INSERT INTO search_grams(search_grams, rank) VALUES ('automerge', {segments})"
            )

    return configure


class Migration(migrations.Migration):
    dependencies = [("search", "0010_changes_of_the_index")]

    operations = [migrations.RunPython(merge_from(8), merge_from(4))]
