"""How many queries each public page may cost with warm content types: one table, asserted by tests.

The same numbers hold at ten and at a thousand children and at any depth of the tree.
"""

BUDGET = {
    "procedure": 6,
    "notice": 5,
    "notice_section": 5,
    "notice_archive": 6,
    "notice_feed": 7,
    "notice_subscribe": 5,
    "regulation": 7,
    "article": 7,
    "comparison": 6,
    "cited_by": 6,
    "regulation_file": 6,
    "regulation_section": 5,
    "catalogue": 6,
    "catalogue_compare": 6,
    "catalogue_table": 7,
    "home": 8,
    "home_with_services": 10,
    "directory": 8,
    "windows": 8,
    "information": 7,
    "matter_section": 6,
    "shared_procedure": 6,
    "site_map": 6,
    "search": 8,
    "not_found": 5,
    "communities": 2,
    "report_error": 1,
    "report_answers": 3,
    "admission_register": 5,
    "sitemap": 6,
}

DESK_BUDGET = {"pages": 30, "own": 20}
"""The same for lists at the desk, as an editor sees them: of pages, and of rows of our own."""

PUBLISH_BUDGET = {"create": 68, "change": 66, "approve": 60}
"""Statements of a publication with two files, from a stored page to the end of the transaction: by
the system for the first time, by the system again, and by a second person's approval."""
