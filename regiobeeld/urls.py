from django.urls import path

from regiobeeld import views

app_name = "regiobeeld"
urlpatterns = []
