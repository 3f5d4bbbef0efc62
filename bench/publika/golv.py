"""The floor: bare Django, as `startproject` makes it, with a form of the same fields as ours.

A form, its CSRF token, a template, and a synpunkt, its history, its contact and its outgoing mail
written by the ORM in one transaction, to tables with the keys that Django itself makes. No limits,
no routing, no encryption, no headers beyond Django's own. Served as ours is:

    granian --interface wsgi bench.publika.golv:application
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import django
from django.conf import settings

_adress = urlsplit(os.environ["GOLV_DATABAS"])
MALL = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{% block titel %}Tack
{% endblock %}</title><link rel="stylesheet" href="/static/bas.css"></head><body>
<header><a href="/">Kommunen</a><nav><ul>{% for namn, url in meny %}<li><a href="{{ url }}">
{{ namn }}</a></li>{% endfor %}</ul></nav></header><main>{% block innehall %}{% endblock %}</main>
<footer><p>Kommunen, 600 00 Staden</p></footer></body></html>"""
FORMULAR = """{% extends "bas.html" %}{% block innehall %}<h1>Lämna en synpunkt</h1>
<form method="post">{% csrf_token %}{{ form.as_div }}<button>Skicka</button></form>{% endblock %}"""
KVITTO = """{% extends "bas.html" %}{% block innehall %}<h1>Tack. Vi har tagit emot din synpunkt.
</h1><dl><dt>Referens</dt><dd>{{ synpunkt.referens }}</dd><dt>Kod</dt><dd>{{ kod }}</dd></dl>
<p>Du får svar senast {{ synpunkt.svar_senast|date:"j F Y" }} till {{ epost }}.</p>{% endblock %}"""

settings.configure(
    SECRET_KEY="golv-" * 12,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"bas.html": MALL, "formular.html": FORMULAR, "kvitto.html": KVITTO},
                    )
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _adress.path[1:],
            "HOST": _adress.hostname,
            "PORT": _adress.port,
            "USER": _adress.username,
            "PASSWORD": _adress.password,
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    CSRF_TRUSTED_ORIGINS=["https://kvalitet.example"],
    LANGUAGE_CODE="sv",
    TIME_ZONE="Europe/Stockholm",
    USE_TZ=True,
    LOGGING_CONFIG=None,
)
django.setup()

from datetime import timedelta  # noqa: E402
from secrets import token_hex  # noqa: E402
from typing import Any  # noqa: E402

from django import forms  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

MENY = [(f"Sida {nr}", f"/sida/{nr}/") for nr in range(5)]


class Enhet(models.Model):
    namn = models.CharField(max_length=100)

    class Meta:
        app_label = "golv"

    def __str__(self) -> str:
        return self.namn


class Synpunkt(models.Model):
    referens = models.CharField(max_length=20, unique=True)
    typ = models.CharField(max_length=8)
    text = models.TextField()
    plats = models.CharField(max_length=200)
    enhet = models.ForeignKey(Enhet, models.PROTECT)
    svarsval = models.CharField(max_length=5)
    lage = models.CharField(max_length=20)
    kod = models.CharField(max_length=64, unique=True)
    inkom = models.DateTimeField(db_index=True)
    svar_senast = models.DateField()

    class Meta:
        app_label = "golv"

    def __str__(self) -> str:
        return self.referens


class Handelse(models.Model):
    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT)
    slag = models.CharField(max_length=60)
    data = models.JSONField()
    tid = models.DateTimeField()

    class Meta:
        app_label = "golv"

    def __str__(self) -> str:
        return self.slag


class Kontakt(models.Model):
    synpunkt = models.OneToOneField(Synpunkt, models.PROTECT)
    epost = models.EmailField()
    namn = models.CharField(max_length=100)

    class Meta:
        app_label = "golv"

    def __str__(self) -> str:
        return self.epost


class Utskick(models.Model):
    innehall = models.JSONField()
    status = models.CharField(max_length=10)
    skapad = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "golv"

    def __str__(self) -> str:
        return self.status


class Formular(forms.Form):
    typ = forms.ChoiceField(
        choices=[(v, v) for v in ("klagomal", "forslag", "berom", "fraga")],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(max_length=4000, widget=forms.Textarea)
    verksamhet = forms.ModelChoiceField(Enhet.objects.all(), widget=forms.HiddenInput)
    plats = forms.CharField(max_length=200, required=False)
    svarsval = forms.ChoiceField(
        choices=[(v, v) for v in ("epost", "kod", "nej")], widget=forms.RadioSelect
    )
    epost = forms.EmailField(required=False)
    namn = forms.CharField(max_length=100, required=False)


@transaction.atomic
def spara(svar: dict[str, Any], kod: str) -> Synpunkt:
    nu = timezone.now()
    synpunkt = Synpunkt.objects.create(
        referens=f"SP-{token_hex(6)}",
        typ=svar["typ"],
        text=svar["text"],
        plats=svar["plats"],
        enhet=svar["verksamhet"],
        svarsval=svar["svarsval"],
        lage="inkommen",
        kod=kod,
        inkom=nu,
        svar_senast=nu.date() + timedelta(10),
    )
    Handelse.objects.create(synpunkt=synpunkt, slag="inkom", data={"kanal": "webb"}, tid=nu)
    if svar["svarsval"] == "epost":
        Kontakt.objects.create(synpunkt=synpunkt, epost=svar["epost"], namn=svar["namn"])
        brev = {"till": svar["epost"], "amne": f"Din synpunkt {synpunkt}", "text": svar["text"]}
        Utskick.objects.create(innehall=brev, status="vantar", skapad=nu)
    return synpunkt


def lamna(request: HttpRequest) -> HttpResponse:
    form = Formular(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kod = token_hex(16)
        svar = {"synpunkt": spara(form.cleaned_data, kod), "kod": kod, "meny": MENY}
        return render(request, "kvitto.html", {**svar, "epost": form.cleaned_data["epost"]})
    return render(request, "formular.html", {"form": form, "meny": MENY})


def hej(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hej, världen!")


urlpatterns = [path("lamna/", lamna), path("hej/", hej)]


def skapa_tabeller(enheter: int) -> None:
    with connection.schema_editor() as redigerare:
        for modell in (Enhet, Synpunkt, Handelse, Kontakt, Utskick):
            redigerare.create_model(modell)
    Enhet.objects.bulk_create(Enhet(namn=f"Enhet {nr}") for nr in range(enheter))


application = get_wsgi_application()
