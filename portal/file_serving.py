"""Hands out files and pictures (附件下载): to everybody while a public page shows them.

Who may not have a file gets the answer of an address that does not exist, whatever the request
asks or claims to have already: whether a file exists is told to nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served
from wagtail.users.models import UserProfile

from portal.file_rights import FILES, PICTURES
from portal.models import Document, FileVersion, Image, Rendition, uses_of

logger = logging.getLogger(__name__)

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
PICTURE_TYPES = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp"}
SHOWN_IN_PLACE = {"pdf"}
POLICY = "default-src 'none'; frame-ancestors 'none'"
RIGHTS = ["add", "change", "delete", "choose"]
PICTURE_SECONDS = 60
"""How long a picture may be kept without asking again: a withdrawn one is gone within a minute."""
_LONGEST_KEY = 18


def _missing_alike(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is missing and what is not for this reader are answered alike, to the last header.

    Only the second asks who the reader is; an answer that has asked tells caches so.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            request.session.accessed = True
            raise

    return answered


@require_safe
@_missing_alike
def serve_file(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponseBase:
    """A file for download under its address, which stays when the file is replaced.

    Staff who may change the file get the newest version, or the one they name by `?version=`;
    everybody else what is public. A name that is not the present one leads on to the present one.
    """
    if len(document_id) > _LONGEST_KEY:
        raise Http404
    model = get_document_model()
    document = model.objects.select_related("collection").filter(pk=int(document_id)).first()
    if document is None or not document.file:
        raise Http404
    if _may_work_with(request, document, FILES):
        version = _version_for_staff(document, request.GET.get("version", ""))
        return _file(request, document, version, is_public=False)
    everybody = is_open_to(request, document)
    version = document.versions.filter(file=document.file.name).first()
    if version is None:
        raise Http404
    if document_filename != document.filename:
        return redirect("wagtaildocs_serve", document.pk, document.filename)
    return _file(request, document, version, is_public=everybody)


@require_safe
@_missing_alike
def serve_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture in a size that some page shows; originals and portraits only to staff.

    The store itself is closed: a file for download has no address here.
    """
    serve = _STORED.get(name.split("/", 1)[0])
    if serve is None or "\x00" in name:
        raise Http404
    return serve(request, name)


def _in_some_size(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture as pages show it."""
    rendition = Rendition.objects.filter(file=name).select_related("image__collection").first()
    if rendition is None:
        raise Http404
    return _picture(request, rendition.file, is_public=_is_shown(request, rendition.image))


def _original(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture as it was taken in."""
    image = Image.objects.select_related("collection").filter(file=name).first()
    if image is None or not _may_work_with(request, image, PICTURES):
        raise Http404
    return _picture(request, image.file, is_public=False)


def _portrait(request: HttpRequest, name: str) -> HttpResponseBase:
    """The portrait of a member of staff, for members of staff."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_staff(request.user):
        profile = UserProfile.objects.filter(avatar=name).first()
        if profile is not None:
            return _picture(request, profile.avatar, is_public=False)
    raise Http404


_STORED = {
    "images": _in_some_size,
    "original_images": _original,
    "avatar_images": _portrait,
}


# --- Who may have it -----------------------------------------------------------------------------
def is_open_to(request: HttpRequest, thing: Any) -> bool:
    """True when everybody may have it, False when this reader may; for others it does not exist."""
    guards = thing.collection.get_view_restrictions()
    if not guards and uses_of(thing).open_to_all().exists():
        return True
    if all(guard.accept_request(request) for guard in guards) and _may_read_a_page(request, thing):
        return False
    raise Http404


def _is_shown(request: HttpRequest, image: Any) -> bool:
    """Whether everybody may have the picture; it does not exist for who may not have it at all."""
    try:
        return is_open_to(request, image)
    except Http404:
        if _may_work_with(request, image, PICTURES):
            return False
        raise


def _may_read_a_page(request: HttpRequest, thing: Any) -> bool:
    """Whether this reader may read one of the public pages that show it."""
    uses = uses_of(thing).public().select_related("page__alias_of")
    return any(_accepts(request, use.page) for use in uses)


def _accepts(request: HttpRequest, page: Any) -> bool:
    pages = [page, *([page.alias_of] if page.alias_of_id else [])]
    guards = [guard for row in pages for guard in row.get_view_restrictions()]
    return all(guard.accept_request(request) for guard in guards)


def _may_work_with(request: HttpRequest, thing: Any, policy: Any) -> bool:
    """Whether a member of staff may change or choose it; strangers are not even asked."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = request.user
    return bool(
        _is_staff(user) and policy.user_has_any_permission_for_instance(user, RIGHTS, thing)
    )


def _is_staff(user: Any) -> bool:
    return bool(user.is_active and user.has_perm("wagtailadmin.access_admin"))


# --- The answers ---------------------------------------------------------------------------------
def _version_for_staff(document: Document, number: str) -> FileVersion:
    versions = document.versions.all()
    if number:
        known = number.isascii() and number.isdigit() and len(number) < 9
        versions = versions.filter(number=int(number)) if known else versions.none()
    version = versions.first()
    if version is None:
        raise Http404
    return version


def _file(
    request: HttpRequest, document: Document, version: FileVersion, *, is_public: bool
) -> HttpResponseBase:
    etag = quote_etag(version.sha256)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = FileResponse(_opened(version.file), content_type=TYPES[version.kind])
        response["Content-Length"] = version.size
        in_place = version.kind in SHOWN_IN_PLACE
        response["Content-Disposition"] = (
            content_disposition_header(not in_place, version.filename) or "attachment"
        )
        document_served.send(sender=type(document), instance=document, request=request)
    response["ETag"] = etag
    return _guarded(response, is_public=is_public)


def _picture(request: HttpRequest, file: Any, *, is_public: bool) -> HttpResponseBase:
    kind = PICTURE_TYPES.get(file.name.rsplit(".", 1)[-1].lower())
    if kind is None:
        raise Http404
    response = FileResponse(_opened(file), content_type=f"image/{kind}")
    response = _guarded(response, is_public=is_public)
    if is_public:
        response["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}"
    return response


def _opened(file: Any) -> Any:
    """The stored file; one that is lost does not exist for readers, and is written down for us."""
    try:
        return file.storage.open(file.name, "rb")
    except OSError:
        logger.error("The file %s is lost", file.name)
        raise Http404 from None


def _guarded(response: Any, *, is_public: bool) -> Any:
    """Nothing in a file may run, and nothing that is not public may be kept by anybody."""
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    if is_public:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
