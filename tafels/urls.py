from django.urls import path

from tafels.views import acties, agendapunten, besluiten, bijeenkomsten, tafel

app_name = "tafels"
urlpatterns = [
    path("tafels/", tafel.tafel_lijst, name="tafel_lijst"),
    path("tafels/<int:pk>/", tafel.tafel, name="tafel"),
    path(
        "tafels/<int:pk>/bijeenkomst-plannen/",
        bijeenkomsten.bijeenkomst_plannen,
        name="bijeenkomst_plannen",
    ),
    path(
        "tafels/<int:pk>/lidmaatschap-toevoegen/",
        tafel.lidmaatschap_toevoegen,
        name="lidmaatschap_toevoegen",
    ),
    path(
        "lidmaatschappen/<int:pk>/beeindigen/",
        tafel.lidmaatschap_beeindigen,
        name="lidmaatschap_beeindigen",
    ),
    path("ontmoeting-plannen/", bijeenkomsten.ontmoeting_plannen, name="ontmoeting_plannen"),
    path("bijeenkomsten/<int:pk>/", bijeenkomsten.bijeenkomst, name="bijeenkomst"),
    path(
        "bijeenkomsten/<int:pk>/wijzigen/",
        bijeenkomsten.bijeenkomst_wijzigen,
        name="bijeenkomst_wijzigen",
    ),
    path(
        "bijeenkomsten/<int:pk>/agendapunt-toevoegen/",
        agendapunten.agendapunt_toevoegen,
        name="agendapunt_toevoegen",
    ),
    path(
        "bijeenkomsten/<int:pk>/agenda-verzenden/",
        bijeenkomsten.agenda_verzenden,
        name="agenda_verzenden",
    ),
    path(
        "bijeenkomsten/<int:pk>/afsluiten/",
        bijeenkomsten.bijeenkomst_afsluiten,
        name="bijeenkomst_afsluiten",
    ),
    path(
        "bijeenkomsten/<int:pk>/verslag-schrijven/",
        bijeenkomsten.verslag_schrijven,
        name="verslag_schrijven",
    ),
    path(
        "bijeenkomsten/<int:pk>/verslag-vaststellen/",
        bijeenkomsten.verslag_vaststellen,
        name="verslag_vaststellen",
    ),
    path("agendapunten/<int:pk>/", agendapunten.agendapunt, name="agendapunt"),
    path(
        "agendapunten/<int:pk>/wijzigen/",
        agendapunten.agendapunt_wijzigen,
        name="agendapunt_wijzigen",
    ),
    path(
        "agendapunten/<int:pk>/verplaatsen/",
        agendapunten.agendapunt_verplaatsen,
        name="agendapunt_verplaatsen",
    ),
    path(
        "agendapunten/<int:pk>/laten-vervallen/",
        agendapunten.agendapunt_laten_vervallen,
        name="agendapunt_laten_vervallen",
    ),
    path(
        "agendapunten/<int:pk>/besluit-vastleggen/",
        agendapunten.besluit_vastleggen,
        name="besluit_vastleggen",
    ),
    path(
        "agendapunten/<int:pk>/actie-vastleggen/",
        agendapunten.actie_vastleggen,
        name="actie_vastleggen",
    ),
    path("besluiten/", besluiten.besluit_lijst, name="besluit_lijst"),
    path("besluiten/besluiten.csv", besluiten.besluit_csv, name="besluit_csv"),
    path("besluiten/<int:pk>/", besluiten.besluit, name="besluit"),
    path("acties/", acties.actie_lijst, name="actie_lijst"),
    path("acties/<int:pk>/", acties.actie, name="actie"),
    path("acties/<int:pk>/bijwerken/", acties.actie_bijwerken, name="actie_bijwerken"),
]
