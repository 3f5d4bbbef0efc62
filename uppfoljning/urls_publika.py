"""Addresses of the surveys, in each language: /undersokningar/…, /en/undersokningar/…"""

from django.urls import path

from uppfoljning.views import enkat

app_name = "enkat"

urlpatterns = [
    path("undersokningar/<slug:slug>/", enkat.svara, name="svara"),
    path("undersokningar/<slug:slug>/tack/", enkat.tack, name="tack"),
]
