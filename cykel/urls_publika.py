"""Addresses of the wheel that a secret link opens without sign-in."""

from django.urls import path

from cykel.views import arshjul, uppdatera_lank

app_name = "publikt"

urlpatterns = [
    path("uppdatera/<str:signerad>/", uppdatera_lank.uppdatera, name="uppdatera"),
    path("kalender/<str:signerad>/", arshjul.kalender, name="kalender"),
]
