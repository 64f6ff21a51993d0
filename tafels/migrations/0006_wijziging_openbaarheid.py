"""A change to an agenda can be about a paper that not everybody may read."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tafels', '0005_verzonden_agendas'),
    ]

    operations = [
        migrations.AddField(
            model_name='agendawijziging',
            name='openbaarheid',
            field=models.CharField(choices=[('openbaar', 'Openbaar'), ('partners', 'Alle partners'), ('tafel', 'Alleen deze tafel'), ('vertrouwelijk', 'Vertrouwelijk')], default='openbaar', max_length=13),
        ),
    ]
