"""The desk's answer to a confirmation of a file; the form stands on the screen of the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from portal.file_clearing import confirm
from portal.models import FileVersion


@require_POST
def confirm_version(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    """Confirms what was found in one version and leads back to the file."""
    version = get_object_or_404(FileVersion, document_id=document_id, number=number)
    confirm(
        version,
        about=request.POST.get("about", ""),
        reason=request.POST.get("reason", "")[:200],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, gettext("Confirmed. A page that shows the file can be published."))
    return redirect("wagtaildocs:edit", document_id)
