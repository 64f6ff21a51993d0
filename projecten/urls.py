from django.urls import path

from projecten import views

app_name = "projecten"
urlpatterns = []
