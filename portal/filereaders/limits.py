"""How much of anything a file may hold or cost before it is refused."""

MEGABYTE = 1024 * 1024

FILE_BYTES = 20 * MEGABYTE
UNPACKED_BYTES = 200 * MEGABYTE
UNPACKED_RATIO = 100
"""Unpacked bytes per packed byte, judged from `SMALL_MEMBER_BYTES` on."""
SMALL_MEMBER_BYTES = MEGABYTE
ARCHIVE_MEMBERS = 2_000
PAGES = 2_000
PDF_OBJECTS = 200_000
TEXT_CHARACTERS = 10_000_000
MEMORY_BYTES = 512 * MEGABYTE
SECONDS = 20
PICTURE_PIXELS = 40_000_000
"""About what a good camera takes; more would not fit into the memory above when turned."""
CELLS = 2_000_000
"""Cells of a workbook that are read; a list of residents of a city has fewer."""
EMPTY_CELLS = 1_000_000
"""Empty cells of a sheet that are kept, so that those after them stay in their columns."""
SHARED_STRINGS = 1_000_000
