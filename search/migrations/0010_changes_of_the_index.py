"""What changed since a change of the index, and when an entry last left its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Looked up after each publication, so with an index."""

    dependencies = [("search", "0009_parts_of_numbers")]

    operations = [
        migrations.AddField("indexstate", "left_at", models.BigIntegerField(default=0)),
        migrations.AddIndex(
            "indexeddocument", models.Index(fields=["seq"], name="search_by_change")
        ),
    ]
