"""An agenda that was sent before there were versions is version 1: a change is told from now on."""

from django.db import migrations

VERZONDEN = """
    UPDATE tafels_bijeenkomst SET agenda_versie = 1
    WHERE agenda_versie = 0 AND status IN ('agenda verzonden', 'bezig', 'afgesloten')
"""


class Migration(migrations.Migration):
    dependencies = [("tafels", "0004_stukken_zoeken")]
    operations = [migrations.RunSQL(VERZONDEN, migrations.RunSQL.noop)]
