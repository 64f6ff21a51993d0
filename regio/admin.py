"""The regiobureau's back room: settings and lists that need no page of their own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from regio.models import (
    Gebied,
    Opgave,
    Organisatie,
    Persoon,
    Perspectief,
    Regio,
    Regiovisie,
    Thema,
)

admin.site.site_header = admin.site.site_title = "Beheer van het regioportaal"
# Signing in goes through the same door as everywhere: code, passkey or OpenID Connect.
admin.site.login = secure_admin_login(admin.site.login)


@admin.register(Regio)
class RegioAdmin(admin.ModelAdmin):
    """One row: it can be changed, not added or removed."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Persoon)
class PersoonAdmin(admin.ModelAdmin):
    list_display = ["naam", "email", "organisatie", "is_regiobureau", "is_active"]
    list_filter = ["is_regiobureau", "is_active"]
    search_fields = ["naam", "email"]
    list_select_related = ["organisatie"]
    fields = [
        "naam",
        "email",
        "aanspreekvorm",
        "organisatie",
        "functie",
        "beroep",
        "telefoon",
        "kennismaking",
        "is_regiobureau",
        "is_staff",
        "is_active",
    ]

    def has_delete_permission(self, request, obj=None) -> bool:
        """People are never removed: what they decided stays; end their access instead."""
        return False


@admin.register(Organisatie)
class OrganisatieAdmin(admin.ModelAdmin):
    list_display = ["naam", "perspectief", "sector", "kring", "actief"]
    list_filter = ["perspectief", "kring", "actief"]
    search_fields = ["naam", "korte_naam"]
    list_select_related = ["perspectief"]
    filter_horizontal = ["gebieden"]


@admin.register(Gebied)
class GebiedAdmin(admin.ModelAdmin):
    list_display = ["naam", "code", "soort", "ouder", "van_jaar", "tot_jaar"]
    list_filter = ["soort"]
    search_fields = ["naam", "code"]
    list_select_related = ["ouder"]
    raw_id_fields = ["ouder"]


admin.site.register([Opgave, Perspectief, Regiovisie, Thema])
