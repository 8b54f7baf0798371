"""What happens when a file is stored (附件入库): it is looked at, kept as a version, taken over.

Called by our models when they are saved, so that no way into the portal goes round it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from portal.file_checking import FILE_MARK, Checked, check_file, redraw_picture
from portal.problems import Problem, Refused, gettext_noop
from portal.signals import content_changed

MARK_OF_DRAWN = "_portal_drawn"
PICTURE_STAYS = gettext_noop(
    "A picture stays as it is. Upload the new one beside it and choose it on the page: so it is "
    "approved before anybody sees it."
)


# --- Files for download --------------------------------------------------------------------------
def new_upload(document: Any) -> Checked | None:
    """What was found in a file that is no version yet; None for one that is. Refuses bad ones."""
    from portal.models import FileVersion

    file = document.file
    if not file:
        return None
    if document.pk and file._committed:
        known = FileVersion.objects.filter(document_id=document.pk, file=file.name)
        if known.exists():
            return None
    checked = getattr(file.file, FILE_MARK, None)
    if checked is None:
        file.open()
        checked = check_file(_from_the_start(file), name=file.name)
        file.seek(0)
    return checked  # type: ignore[no-any-return]


def _from_the_start(file: Any) -> BinaryIO:
    file.seek(0)
    return file  # type: ignore[no-any-return]


def is_held_back(document: Any) -> bool:
    """Whether the public has another file under this address now.

    Locks the row, so that a publication of the same moment shows nothing that it has not seen.
    """
    from portal.models import Document, is_public

    if not document.pk:
        return False
    stored = Document.objects.select_for_update().filter(pk=document.pk).values_list("pk")
    return bool(list(stored)) and is_public(document)


def hold_back(document: Any, upload: Checked) -> None:
    """Keeps the upload as a version that waits, and leaves the public what it has."""
    from portal.models import Document

    file = document.file.name if document.file._committed else document.file.file
    add_version(document, upload, file=file)
    stored = Document.objects.get(pk=document.pk)
    document.file = stored.file.name
    document.file_size, document.file_hash = stored.file_size, stored.file_hash


def add_version(document: Any, upload: Checked, *, file: Any) -> Any:
    """Adds the next version of a file with its text; `file` is a stored name or an upload."""
    from portal.models import FileText, FileVersion

    last = FileVersion.objects.filter(document=document).values_list("number", flat=True).first()
    version = FileVersion(
        document=document,
        number=(last or 0) + 1,
        name=upload.name,
        kind=upload.kind,
        size=upload.size,
        sha256=upload.sha256,
        by=get_active_log_context().user or document.uploaded_by_user,
        at=timezone.now(),
        note=document.version_note[:200],
        warnings=upload.warnings,
        hidden=upload.hidden,
        personal=upload.personal,
    )
    if isinstance(file, str):
        version.file = file
    else:
        file.seek(0)
        version.file.save(upload.name, file, save=False)
    version.save()
    FileText.objects.create(version=version, text=upload.text, hidden_text=upload.hidden_text)
    return version


def version_for(document: Any, versions: list[Any], *, approved_at: datetime | None) -> Any:
    """The version that publication would show: the newest at the moment of approval.

    `versions` are those of the document, newest first. What was uploaded later is nobody's
    approval; a newer version that is public already stays.
    """
    fitting = [row for row in versions if approved_at is None or row.at <= approved_at]
    if not fitting:
        return None
    shown = next((row for row in versions if row.file.name == document.file.name), None)
    if shown is not None and shown.public_at and shown.number > fitting[0].number:
        return shown if document.has_public_use else fitting[0]
    return fitting[0]


def take_over(document: Any, version: Any, *, at: datetime) -> None:
    """Makes `version` what the public gets under the address of the file, on every page."""
    from wagtail.models import Page

    from portal.models import Document, FileUse, FileVersion

    if version.public_at is None:
        FileVersion.objects.filter(pk=version.pk, public_at=None).update(public_at=at)
    if document.file.name == version.file.name:
        return
    document.file = version.file.name
    document.file_size = version.size
    document._set_file_hash()
    Document.objects.filter(pk=document.pk).update(
        file=version.file.name, file_size=version.size, file_hash=document.file_hash
    )
    uses = FileUse.objects.filter(document=document.pk)
    pages = Page.objects.filter(pk__in=uses.values("page"))
    content_changed.send(sender=Document, queryset=pages)


# --- Pictures ------------------------------------------------------------------------------------
def draw_anew(image: Any) -> None:
    """Replaces a new file of a picture by one that holds its points and nothing else."""
    file = image.file
    if not file or (file._committed and file.name == image.drawn):
        return
    if image.pk:
        demand_new(image)
    if getattr(file.file, MARK_OF_DRAWN, False):
        file.save(file.name, file.file, save=False)
    else:
        former = file.name if file._committed else ""
        file.open()
        data, _kind = redraw_picture(_from_the_start(file), name=file.name)
        file.save(file.name, ContentFile(data, name=file.name), save=False)
        if former:
            file.storage.delete(former)
        image._set_image_file_metadata()
    image.drawn = image.file.name


def demand_new(image: Any) -> None:
    """Refuses another file for a stored picture: who approved a page approved what stood there."""
    from portal.models import Image

    stored = Image.objects.filter(pk=image.pk).values_list("file", flat=True).first()
    if stored and not (image.file._committed and image.file.name == stored):
        raise Refused([Problem("file.picture_stays", PICTURE_STAYS, field="file")])
