"""Fixtures shared by the tests of all packages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from wagtail.models import Site


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """No test sees what another left: content types, site roots, the language of its reader."""
    translation.activate(settings.LANGUAGE_CODE)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    yield
    ContentType.objects.clear_cache()
