"""`{% demo_mensen as mensen %}`: the people of the demo, for the sign-in page."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def demo_mensen() -> list:
    """The demo people by role; outside the demo nobody."""
    if not settings.DEMO:
        return []
    # Loaded only here: the loader reads files that production never needs.
    from regio.management.commands.demo_laden import demo_mensen  # noqa: PLC0415

    return demo_mensen()
