from django.urls import path

from tafels import views

app_name = "tafels"
urlpatterns = [
    path("tafels/", views.tafel_lijst, name="tafel_lijst"),
    path("tafels/<int:pk>/", views.tafel, name="tafel"),
    path(
        "tafels/<int:pk>/bijeenkomst-plannen/",
        views.bijeenkomst_plannen,
        name="bijeenkomst_plannen",
    ),
    path(
        "tafels/<int:pk>/lidmaatschap-toevoegen/",
        views.lidmaatschap_toevoegen,
        name="lidmaatschap_toevoegen",
    ),
    path(
        "lidmaatschappen/<int:pk>/beeindigen/",
        views.lidmaatschap_beeindigen,
        name="lidmaatschap_beeindigen",
    ),
    path("ontmoeting-plannen/", views.ontmoeting_plannen, name="ontmoeting_plannen"),
    path("bijeenkomsten/<int:pk>/", views.bijeenkomst, name="bijeenkomst"),
    path(
        "bijeenkomsten/<int:pk>/wijzigen/",
        views.bijeenkomst_wijzigen,
        name="bijeenkomst_wijzigen",
    ),
    path(
        "bijeenkomsten/<int:pk>/agendapunt-toevoegen/",
        views.agendapunt_toevoegen,
        name="agendapunt_toevoegen",
    ),
    path(
        "bijeenkomsten/<int:pk>/agenda-verzenden/",
        views.agenda_verzenden,
        name="agenda_verzenden",
    ),
    path(
        "bijeenkomsten/<int:pk>/afsluiten/",
        views.bijeenkomst_afsluiten,
        name="bijeenkomst_afsluiten",
    ),
    path(
        "bijeenkomsten/<int:pk>/verslag-schrijven/",
        views.verslag_schrijven,
        name="verslag_schrijven",
    ),
    path(
        "bijeenkomsten/<int:pk>/verslag-vaststellen/",
        views.verslag_vaststellen,
        name="verslag_vaststellen",
    ),
    path("agendapunten/<int:pk>/", views.agendapunt, name="agendapunt"),
    path(
        "agendapunten/<int:pk>/wijzigen/",
        views.agendapunt_wijzigen,
        name="agendapunt_wijzigen",
    ),
    path(
        "agendapunten/<int:pk>/verplaatsen/",
        views.agendapunt_verplaatsen,
        name="agendapunt_verplaatsen",
    ),
    path(
        "agendapunten/<int:pk>/laten-vervallen/",
        views.agendapunt_laten_vervallen,
        name="agendapunt_laten_vervallen",
    ),
    path(
        "agendapunten/<int:pk>/besluit-vastleggen/",
        views.besluit_vastleggen,
        name="besluit_vastleggen",
    ),
    path(
        "agendapunten/<int:pk>/actie-vastleggen/",
        views.actie_vastleggen,
        name="actie_vastleggen",
    ),
    path("besluiten/", views.besluit_lijst, name="besluit_lijst"),
    path("besluiten/besluiten.csv", views.besluit_csv, name="besluit_csv"),
    path("besluiten/<int:pk>/", views.besluit, name="besluit"),
    path("acties/", views.actie_lijst, name="actie_lijst"),
    path("acties/<int:pk>/", views.actie, name="actie"),
    path("acties/<int:pk>/bijwerken/", views.actie_bijwerken, name="actie_bijwerken"),
]
