"""When mail goes: at once, with the post of the day, or with that of the week."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from regio.models import Persoon

# Changes that follow each other within this time are one new version, and one mail. Who tells what
# is coming has the same time, to correct what they only see once it stands there.
SAMEN = timedelta(minutes=10)
# When somebody gets mail who wants it once a day, or on Monday once a week.
DAGPOST = time(7)
# So long before a meeting who gets mail once a week can begin to read; else it comes sooner.
LEESTIJD = timedelta(days=7)
# Who gets everything together in one mail, successes too.
VERZAMELD = (Persoon.Mailvoorkeur.DAGELIJKS, Persoon.Mailvoorkeur.WEKELIJKS)


def mailmoment(
    wens: str, na: datetime, *, begin: datetime | None = None, is_afgelast: bool = False
) -> datetime:
    """When mail goes, not before `na`, to who wants it so; `begin` of the meeting it is about.

    The post of the day is at the next 7.00, that of the week on the next Monday at 7.00, as the
    clock on the wall says. Three things do not wait for that:

    - That a meeting is called off goes with the post of the day, also to who wants it weekly.
    - Mail about a meeting waits for Monday only when there is then still a week to read in; else
      it goes with the post of the day.
    - Mail that would come when the meeting has begun goes at once.
    """
    if wens not in VERZAMELD:
        return na
    moment = timezone.make_aware(datetime.combine(timezone.localdate(na), DAGPOST))
    if moment < na:
        moment += timedelta(days=1)
    if wens == Persoon.Mailvoorkeur.WEKELIJKS and not is_afgelast:
        maandag = moment + timedelta(days=-moment.weekday() % 7)
        if begin is None or begin >= maandag + LEESTIJD:
            moment = maandag
    if begin is not None and na < begin <= moment:
        return na
    return moment
