from django.urls import path

from projecten import views

app_name = "projecten"
urlpatterns = [
    path("kalender/", views.kalender, name="kalender"),
    path("kalender/projecten.csv", views.kalender_csv, name="kalender_csv"),
    path("projecten/toevoegen/", views.project_toevoegen, name="project_toevoegen"),
    path("projecten/<int:pk>/", views.project, name="project"),
    path("projecten/<int:pk>/rij/", views.project_rij, name="project_rij"),
    path("projecten/<int:pk>/wijzigen/", views.project_wijzigen, name="project_wijzigen"),
    path("projecten/<int:pk>/beschrijven/", views.project_beschrijven, name="project_beschrijven"),
    path("projecten/<int:pk>/fase-wijzigen/", views.fase_wijzigen, name="fase_wijzigen"),
    path("projecten/<int:pk>/status-melden/", views.status_melden, name="status_melden"),
    path(
        "projecten/<int:pk>/mijlpaal-toevoegen/",
        views.mijlpaal_toevoegen,
        name="mijlpaal_toevoegen",
    ),
    path("mijlpalen/<int:pk>/wijzigen/", views.mijlpaal_wijzigen, name="mijlpaal_wijzigen"),
    path("mijlpalen/<int:pk>/halen/", views.mijlpaal_halen, name="mijlpaal_halen"),
    path(
        "mijlpalen/<int:pk>/verwijderen/", views.mijlpaal_verwijderen, name="mijlpaal_verwijderen"
    ),
    path("projecten/<int:pk>/rol-toevoegen/", views.rol_toevoegen, name="rol_toevoegen"),
    path("projectrollen/<int:pk>/verwijderen/", views.rol_verwijderen, name="rol_verwijderen"),
]
