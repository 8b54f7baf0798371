"""Demo catalogues: two versions of one district and one of another, from readable tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail import hooks

from portal.demo.days import day_from
from portal.demo.tree import LaidPages, moment
from portal.matters.catalogue_actions import begin_catalogue, publish_catalogue, record_filing
from portal.matters.catalogue_import import Mode, read, store
from portal.matters.models.catalogue import Catalogue
from portal.matters.taxonomy import FOLDER, load_taxonomy
from portal.problems import Refused
from portal.signals import DEMO_LOADERS


@dataclass(frozen=True)
class PlannedCatalogue:
    """One catalogue of the demo (演示目录): its table, and the day from which it is in force."""

    district: str
    table: str
    starts: str


PLANNED = (
    PlannedCatalogue("liuwan", "catalogue-liuwan-1", "07-01/1"),
    PlannedCatalogue("liuwan", "catalogue-liuwan-2", "07-01"),
    PlannedCatalogue("yundu", "catalogue-yundu-1", "01-01"),
)
_ISSUED_BEFORE, _FILED_AFTER = timedelta(days=20), timedelta(days=6)


@hooks.register(DEMO_LOADERS, order=20)
def load_catalogues(*, at: datetime, by: AbstractUser | None) -> Iterator[str]:
    """Adds the taxonomy and the catalogues that are missing, published in their order."""
    laid, on = LaidPages(), timezone.localdate(at)
    loaded = load_taxonomy()
    yield f"Fields and occasions: {loaded.added} added, {loaded.kept} kept."
    added = [_lay(laid, planned, on, by=by) for planned in PLANNED]
    yield f"Catalogues: {sum(added)} added, {len(added) - sum(added)} kept."


def _lay(laid: LaidPages, planned: PlannedCatalogue, on: date, *, by: AbstractUser | None) -> bool:
    district = laid.page(planned.district)
    starts = day_from(planned.starts, on=on)
    version = f"{starts.year}年版"
    is_there = Catalogue.objects.filter(district=district, version=version).exists()
    if district is None or is_there:
        return False
    catalogue = begin_catalogue(district, by=by, **_facts(district, version, starts))
    path = FOLDER / f"{planned.table}.csv"
    sheet = read(path, name=path.name)
    if sheet.problems:
        raise Refused(sheet.problems)
    store(catalogue, sheet, mode=Mode.REPLACE, by=by)
    issued = moment(starts - _ISSUED_BEFORE)
    publish_catalogue(catalogue, by=by, at=issued)
    filed = timezone.localdate(issued) + _FILED_AFTER
    record_filing(catalogue, by=by, filed_with="临河市人民政府（演示）", filed_on=filed)
    return True


def _facts(district: Any, version: str, starts: date) -> dict[str, Any]:
    name = district.title.removesuffix("（演示）")
    return {
        "version": version,
        "title": f"{name}社区服务管理指导目录（演示）",
        "issued_by": f"{name}人民政府（演示）",
        "effective_from": starts,
    }
