from django.urls import path

from tafels import views

app_name = "tafels"
urlpatterns = []
