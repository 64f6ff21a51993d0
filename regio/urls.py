"""The front door: every address of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from regio.views import demo, systeem

urlpatterns = [
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
    # Outside the demo this address does not exist.
    urlpatterns += [
        path("demo/aanmelden/<int:pk>/", demo.demo_aanmelden, name="demo_aanmelden"),
    ]
