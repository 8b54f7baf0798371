"""Document numbers are kept in parts, so that each part finds them."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from search.text import number_key

LONGEST = 80


def keep_parts(apps: Any, _schema_editor: Any) -> None:
    """Write the numbers that are indexed anew, as publishing them again would."""
    rows = apps.get_model("search", "IndexedDocument").objects.exclude(doc_number="")
    for row in rows.only("doc_number").iterator(chunk_size=500):
        rows.filter(pk=row.pk).update(number=number_key(row.doc_number)[:LONGEST])


class Migration(migrations.Migration):
    """No column changes."""

    dependencies = [("search", "0008_files")]

    operations = [migrations.RunPython(keep_parts, migrations.RunPython.noop)]
