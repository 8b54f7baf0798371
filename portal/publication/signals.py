"""Saves of a page by its bare base class, which Wagtail does in places, pass the gate too.

Mirrors are withdrawn and expired pages taken down as `wagtailcore.Page`, so that the `save` of our
own pages never runs. The row and the news are written right after such a save.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page

from . import gate, record


@receiver(pre_save, sender=Page)
def bare_page_is_about_to_be_saved(
    *, instance: Page, raw: bool, update_fields: Any, **_news: Any
) -> None:
    """Refuses what the gate refuses; nothing is stored then."""
    if raw or instance.pk is None:
        return
    step = gate.step_of(instance, update_fields=update_fields)
    if step.verb and hasattr(instance.specific_class, "problems"):
        gate.check(instance.specific, step)
        instance._step = step


@receiver(post_save, sender=Page)
def bare_page_was_saved(*, instance: Page, **_news: Any) -> None:
    """Leaves the trace of what the save did to the public."""
    step = instance.__dict__.pop("_step", None)
    if step is not None:
        record.write(instance.specific, step)
