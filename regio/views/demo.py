"""Signing in with one click; these addresses exist in the demo only (regio/urls.py)."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from regio.models import Persoon, Regio
from regio.toegang import openbaar


@require_POST
@openbaar(reden="In de demo kiest u zelf wie u bent; alle personen zijn verzonnen.")
def demo_aanmelden(request, pk):
    """Sign in as a demo person; refuses when the region is not the demo."""
    if not Regio.objects.filter(is_demo=True).exists():
        raise Http404
    persoon = get_object_or_404(Persoon, pk=pk, is_active=True, email__endswith="@demo.example")
    login(request, persoon, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create_from_request(request)  # for "waar bent u ingelogd"
    return redirect("dashboard")
