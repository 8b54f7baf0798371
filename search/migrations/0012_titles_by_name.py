"""Whether a public text still bears a title is asked with every letter typed (补全)."""

from django.db import migrations, models
from django.db.models.functions import Left, StrIndex


class Migration(migrations.Migration):
    dependencies = [("search", "0011_fewer_merges")]

    operations = [
        migrations.AddIndex(
            model_name="indexeddocument",
            index=models.Index(
                Left(Left("folded", StrIndex("folded", models.Value("\n")) - 1), 61),
                name="search_by_title",
            ),
        )
    ]
