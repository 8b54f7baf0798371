"""Pages for what went wrong: they help the reader on and tell nothing of the inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such address."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may not see or do this."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be understood."""
    return HttpResponse(get_template("400.html").render({}), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; the page needs neither database nor session."""
    return HttpResponse(get_template("500.html").render({}), status=500)
