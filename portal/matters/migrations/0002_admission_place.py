"""Where a request is taken in, when it was submitted, what a decision rests on, what is due."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0001_first_rows"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="admissionrequest",
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [("publish_admissionrequest", "Can decide on admission requests")],
                "verbose_name": "admission request",
                "verbose_name_plural": "admission requests",
            },
        ),
        migrations.AddField(
            model_name="admissionrequest",
            name="place",
            field=models.ForeignKey(
                default=None,
                help_text="One community, or the whole district.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="wagtailcore.page",
                verbose_name="where the work is to be done",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="admissionrequest",
            name="submitted_on",
            field=models.DateField(editable=False, null=True, verbose_name="submitted on"),
        ),
        migrations.AddField(
            model_name="admissionrequest",
            name="decision_basis",
            field=models.CharField(
                default="", editable=False, max_length=300, verbose_name="basis of the decision"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entrustedtask",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="inspectionlog",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
