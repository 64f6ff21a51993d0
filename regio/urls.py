"""The front door: every address of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from regio.views import (
    dashboard,
    demo,
    geschiedenis,
    kalender,
    partners,
    regiovisie,
    systeem,
    uitbak,
    zoeken,
)

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("kalender/jaar/", kalender.jaarkalender, name="jaarkalender"),
    path("regiovisie/", regiovisie.regiovisie, name="regiovisie"),
    path("regiovisie/opgaven/<int:pk>/", regiovisie.opgave, name="opgave"),
    path("tafels/<int:pk>/opgaven/", regiovisie.opgaven_volgen, name="opgaven_volgen"),
    path("wie-is-wie/", partners.wie_is_wie, name="wie_is_wie"),
    path("personen/<int:pk>/", partners.persoon, name="persoon"),
    path("personen/uitnodigen/", partners.persoon_uitnodigen, name="persoon_uitnodigen"),
    path(
        "personen/<int:pk>/uitnodiging-herhalen/",
        partners.uitnodiging_herhalen,
        name="uitnodiging_herhalen",
    ),
    path(
        "personen/<int:pk>/toegang-intrekken/", partners.toegang_intrekken, name="toegang_intrekken"
    ),
    path("organisaties/<int:pk>/", partners.organisatie, name="organisatie"),
    path("mijn-gegevens/", partners.gegevens_wijzigen, name="gegevens_wijzigen"),
    path("zoeken/", zoeken.zoeken, name="zoeken"),
    path("geschiedenis/<slug:soort>/<int:nummer>/", geschiedenis.geschiedenis, name="geschiedenis"),
    path("gezond/", systeem.gezond, name="gezond"),
    path("klaar/", systeem.klaar, name="klaar"),
    path("thema.css", systeem.thema, name="thema"),
    path("toegankelijkheid/", systeem.toegankelijkheid, name="toegankelijkheid"),
    path("privacy/", systeem.privacy, name="privacy"),
    path("hulp/", systeem.hulp, name="hulp"),
    path("stijlgids/", systeem.stijlgids, name="stijlgids"),
    path("", include("tafels.urls")),
    path("", include("projecten.urls")),
    path("", include("regiobeeld.urls")),
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
]

if settings.DEMO:
    # Outside the demo these addresses do not exist.
    urlpatterns += [
        path("demo/aanmelden/<int:pk>/", demo.demo_aanmelden, name="demo_aanmelden"),
        path("uitbak/", uitbak.uitbak, name="uitbak"),
        path("uitbak/<slug:code>/", uitbak.uitbak_mail, name="uitbak_mail"),
        path("uitbak/<slug:code>/<int:nummer>/", uitbak.uitbak_bijlage, name="uitbak_bijlage"),
    ]
