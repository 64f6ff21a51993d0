from django.urls import path

from regio.urls import urlpatterns as portaal
from tests.bench import yardstick

urlpatterns = [
    path("maat/", yardstick.maat, name="maat"),
    path("maat-zonder-datums/", yardstick.maat_zonder_datums, name="maat_zonder_datums"),
    *portaal,
]
