from django.urls import path

from regiobeeld import views

app_name = "regiobeeld"
urlpatterns = [
    path("regiobeeld/", views.regiobeeld, name="regiobeeld"),
    path("regiobeeld/bronnen/", views.bron_lijst, name="bron_lijst"),
    path(
        "regiobeeld/bronnen/<int:pk>/ververs/",
        views.verversing_aanvragen,
        name="verversing_aanvragen",
    ),
    path("regiobeeld/verversingen/<int:pk>/", views.verversing, name="verversing"),
    path("regiobeeld/<int:pk>/", views.indicator, name="indicator"),
    path("regiobeeld/<int:pk>/csv/", views.indicator_csv, name="indicator_csv"),
    path("regiobeeld/<int:pk>/figuur/", views.indicator_figuur, name="indicator_figuur"),
]
