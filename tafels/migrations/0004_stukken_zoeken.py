"""Search papers by word: Dutch stems, accents aside, and an index that finds them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regio', '0001_begin'),  # the extension unaccent
        ('tafels', '0003_melding_opgepakt'),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE TEXT SEARCH CONFIGURATION nederlands (COPY = dutch);
            ALTER TEXT SEARCH CONFIGURATION nederlands
                ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem;
            """,
            "DROP TEXT SEARCH CONFIGURATION nederlands;",
        ),
        migrations.AddIndex(
            model_name='stuk',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('titel', 'tekst', config='nederlands'), name='stuk_vindbaar'),
        ),
        migrations.AddIndex(
            model_name='stuk',
            index=models.Index(condition=models.Q(('status', 'nieuw')), fields=['id'], name='stuk_na_te_kijken'),
        ),
    ]
