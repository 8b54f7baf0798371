from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='regulationversion',
            name='terms',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='change',
            field=models.CharField(blank=True, choices=[('added', 'added'), ('changed', 'changed')], default='', editable=False, max_length=8),
        ),
    ]
