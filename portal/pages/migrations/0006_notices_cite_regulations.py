import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0005_community_directory'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_title', models.CharField(max_length=255)),
                ('number', models.PositiveIntegerField(null=True)),
                ('suffix', models.PositiveSmallIntegerField(default=0)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='pages.notice')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cited_in_notices', to='pages.regulation')),
            ],
            options={
                'verbose_name': 'citation in a notice',
                'verbose_name_plural': 'citations in notices',
            },
        ),
    ]
