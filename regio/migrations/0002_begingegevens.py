"""What every region starts with: its one row, and the eight perspectives that the IZA asks for."""

from django.db import migrations

# The IZA names these eight, a region may add its own.
IZA_PERSPECTIEVEN = (
    ("AANB", "zorgaanbieders", "zorg"),
    ("PROF", "zorgprofessionals", "zorg"),
    ("VERZ", "zorgverzekeraars", "financier"),
    ("GEM", "gemeenten", "overheid"),
    ("GGD", "GGD", "overheid"),
    ("SOC", "sociaal domein en welzijn", "sociaal domein"),
    ("INW", "burgers en inwoners", "inwoners"),
    ("PAT", "patiënten en cliënten", "inwoners"),
)


def invullen(apps, schema_editor):
    apps.get_model("regio", "Regio").objects.create(pk=1, naam="Onze regio")
    perspectief = apps.get_model("regio", "Perspectief")
    for volgorde, (code, naam, domein) in enumerate(IZA_PERSPECTIEVEN, start=1):
        perspectief.objects.create(
            code=code, naam=naam, domein=domein, iza_verplicht=True, volgorde=volgorde
        )


class Migration(migrations.Migration):
    dependencies = [("regio", "0001_begin")]
    operations = [migrations.RunPython(invullen, migrations.RunPython.noop)]
