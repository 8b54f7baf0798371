"""What was public or planned before two people were asked stays so, as approved by the system."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import Approval, Publication
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db

migration = import_module("portal.publication.migrations.0003_approvals")


def test_what_is_public_or_planned_is_approved_by_the_system_and_nothing_else():
    section = make_notice_section(make_city())
    public, planned, draft = (make_notice(section, live=live) for live in (True, False, False))
    late = timezone.now() + timedelta(hours=1)
    due, _plain = planned.save_revision(approved_go_live_at=late), draft.save_revision()
    Publication.objects.update(approval=None)
    Approval.objects.all().delete()
    migration.approve_what_is_public(apps, None)
    rows = Approval.objects.filter(page__in=[public.pk, planned.pk, draft.pk])
    approved = {(row.page_id, row.revision_id, row.is_system) for row in rows}
    assert approved == {(public.pk, public.live_revision_id, True), (planned.pk, due.pk, True)}
