"""The first source and indicator: the population on 1 January (CBS table 03759ned)."""

from django.db import migrations


def invullen(apps, schema_editor):
    bron = apps.get_model("regiobeeld", "Bron").objects.create(
        code="cbs-bevolking",
        naam="Bevolking op 1 januari",
        eigenaar="Centraal Bureau voor de Statistiek (CBS)",
        tabel="03759ned",
        url="https://opendata.cbs.nl/statline/#/CBS/nl/dataset/03759ned/table",
        licentie="CC BY 4.0",
        licentie_url="https://creativecommons.org/licenses/by/4.0/",
        ververs="jaarlijks",
    )
    apps.get_model("regiobeeld", "Indicator").objects.create(
        code="inwoners",
        naam="Inwoners",
        vraag="Hoeveel mensen wonen er in onze regio?",
        definitie="Aantal inwoners op 1 januari, volgens de bevolkingsregisters van de gemeenten.",
        bron=bron,
        eenheid="inwoners",
        decimalen=0,
        gewenste_richting="neutraal",
        hoofdstuk="populatie",
        optellen="som",
        openbaar=True,
    )


class Migration(migrations.Migration):
    dependencies = [("regiobeeld", "0001_begin")]
    operations = [migrations.RunPython(invullen, migrations.RunPython.noop)]
