"""Pages for what went wrong: they say what happened and help on, and tell nothing of the inside.

Those of the first kind stand in the frame of the site. The plain ones need neither database nor
session, for these may be what broke: they know the reader's language and display only.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from portal.preferences import display_of

RETRY_AFTER_SECONDS = 120


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such address."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may not see or do this."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be understood; not even its host may be believed."""
    return plain(request, status=400)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """This connection asks for more than one reader reads."""
    response = plain(request, status=429)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; when it is the database that cannot be reached, it will be back."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return plain(request, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The portal is away for a moment."""
    response = plain(request, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def plain(request: HttpRequest, *, status: int) -> HttpResponse:
    """The page of a status without the frame of the site."""
    page = get_template(f"{status}.html").render({"display": display_of(request)})
    return HttpResponse(page, status=status)
