"""The front door: every address of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
]
