"""Index numbers (索引号): given once, in order, never reused."""

from django.conf import settings
from django.db import transaction

from .models import IndexNumberCounter


def next_index_no(*, year: int) -> str:
    """The next number of the installation's unit in `year`, as 单位码/YYYY-NNNNN."""
    return reserve_index_nos(1, year=year)[0]


def reserve_index_nos(count: int, *, year: int) -> list[str]:
    """`count` numbers in a row, taken in one step; used by bulk loading."""
    unit_code = settings.PORTAL["UNIT_CODE"]
    with transaction.atomic():
        counter, _ = IndexNumberCounter.objects.select_for_update().get_or_create(
            unit_code=unit_code, year=year
        )
        first = counter.last + 1
        counter.last += count
        counter.save(update_fields=["last"])
    return [f"{unit_code}/{year}-{number:05d}" for number in range(first, first + count)]
