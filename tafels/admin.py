"""Where the regiobureau sets up the tafels; everything else about them has a page of its own."""

from django.contrib import admin

from tafels.models import Tafel


@admin.register(Tafel)
class TafelAdmin(admin.ModelAdmin):
    list_display = ["naam", "code", "soort", "ouder", "status"]
    list_filter = ["soort", "status"]
    search_fields = ["naam", "code"]
    list_select_related = ["ouder"]
    # A list of all projects would name the besloten ones too.
    exclude = ["projecten"]

    def has_delete_permission(self, request, obj=None) -> bool:
        """A tafel is never removed: what it decided stays; give it the status opgeheven instead."""
        return False
