"""`{% mag "tafels:besluit_vastleggen" agendapunt as mag_vastleggen %}`: may this person do it?"""

from django import template

from regio import toegang

register = template.Library()


@register.simple_tag(takes_context=True)
def mag(context, url_naam: str, onderwerp=None) -> bool:
    """Ask the rule of the view behind `url_naam`, so that a button never disagrees with it."""
    return toegang.mag(context["request"].user, url_naam, onderwerp)
