"""An address of the tests' own: a form that is posted and causes a mail, as a page's act does."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kvalitet import notiser, urls


@login_not_required
@transaction.atomic
def posta(request: HttpRequest) -> HttpResponse:
    notiser.notifiera(
        "prov",
        mottagare=request.POST["till"],
        nyckel=request.POST["till"],
        sammanhang={"namn": "Siv", "rubrik": "din synpunkt"},
    )
    return HttpResponse("Tack.")


urlpatterns = [*urls.urlpatterns, path("prov/", posta, name="prov")]
