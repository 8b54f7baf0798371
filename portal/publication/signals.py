"""Saves of a page by its bare base class, which Wagtail does in places, pass the gate too.

Mirrors are withdrawn and expired pages taken down as `wagtailcore.Page`, so that the `save` of our
own pages never runs. The row and the news are written right after such a save.
"""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page

from portal.file_checking import redraw_picture
from portal.models import is_public
from portal.problems import Problem, Refused, gettext_noop
from portal.signals import content_changed

from . import file_use, gate, record


@receiver(pre_save, sender=Page)
def bare_page_is_about_to_be_saved(
    *, instance: Page, raw: bool, update_fields: Any, **_news: Any
) -> None:
    """Refuses what the gate refuses; nothing is stored then."""
    if raw or instance.pk is None:
        return
    step = gate.step_of(instance, update_fields=update_fields)
    if step.verb and hasattr(instance.specific_class, "problems"):
        instance._step = gate.check(instance.specific, step)


@receiver(post_save, sender=Page)
def bare_page_was_saved(*, instance: Page, **_news: Any) -> None:
    """Leaves the trace of what the save did to the public."""
    step = instance.__dict__.pop("_step", None)
    if step is not None:
        page = instance.specific
        step = record.mark(page, step)
        if fields := record.fields_marked(page, step):
            facts = {name: getattr(page, name) for name in fields}
            type(page).objects.filter(pk=page.pk).update(**facts)
        record.write(page, step)


@receiver([post_save, post_delete])
def row_with_files_was_changed(*, instance: Any, raw: bool = False, **_news: Any) -> None:
    """A row that stands on a public page, as a centre with its plan, shows its files with it."""
    page = None if raw else file_use.page_of_row(instance)
    if page is not None and page.live and file_use.keep(page):
        content_changed.send(sender=type(page), queryset=Page.objects.filter(pk=page.pk))


@receiver(pre_save, sender="wagtailusers.UserProfile")
def portrait_is_about_to_be_saved(*, instance: Any, raw: bool = False, **_news: Any) -> None:
    """A new portrait of a member of staff is drawn anew, as every picture is."""
    portrait = instance.avatar
    if not raw and portrait and not portrait._committed:
        data, _kind = redraw_picture(portrait.file, name=portrait.name)
        instance.avatar = ContentFile(data, name=portrait.name)


@receiver(post_delete, sender="portal.FileVersion")
def version_was_deleted(*, instance: Any, **_news: Any) -> None:
    """The stored file goes with its row, once that is certain."""
    stored = instance.file
    transaction.on_commit(lambda: stored.storage.delete(stored.name))


@receiver(pre_delete)
def file_is_about_to_be_deleted(*, sender: Any, instance: Any, **_news: Any) -> None:
    """A file or picture that is public, and a file that ever was, stays: pages would lose it."""
    label = sender._meta.label_lower
    if label not in ("portal.document", "portal.image"):
        return
    was_public = label == "portal.document" and (
        instance.versions.filter(public_at__isnull=False).exists()
    )
    if was_public or is_public(instance):
        message = gettext_noop(
            "“%(file)s” is or was public and cannot be deleted. Take it out of the page and "
            "publish the page again."
        )
        raise Refused([Problem("file.was_public", message, params={"file": instance.title})])
