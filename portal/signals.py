"""News the foundation sends, and the names of the hooks by which packages offer their parts.

Senders call these inside the transaction of the change; receivers live in `search/signals.py` and
`disclosure/signals.py` only. The hooks are registered with `wagtail.hooks`.
"""

from django.dispatch import Signal

published = Signal()
"""A page became public, or its public text changed. Keywords: page."""

withdrawn = Signal()
"""A page stopped being public. Keywords: page, publication."""

corrected = Signal()
"""A published fact was corrected by a visible row. Keywords: page."""

content_changed = Signal()
"""Public rows changed without a page being saved. Keywords: queryset (of pages)."""

centre_changed = Signal()
"""A service centre changed, moved or went away. Keywords: communities (tree paths of those that it
serves or served until now)."""

HOME_PANELS = "portal_home_panels"
"""Panels of the city's and a community's home page: callable(request, page) -> panel or None."""

DIRECTORY_PANELS = "portal_directory_panels"
"""Panels of the page of a service centre: callable(request, page) -> panel or None."""

NAVIGATION_WORDS = "portal_navigation_words"
"""Words of the main navigation: callable(request) -> NavigationWord or None, in order."""

FRAME_PARTS = "portal_frame_parts"
"""Parts of the frame of every page: callable(root: Page) -> mapping of values that JSON can hold.

Asked inside the transaction of a change that concerns the frame (`BasePage.stands_in_frame`, places
and words of the menu); the values are kept in the settings row that every page reads."""

DEMO_LOADERS = "portal_demo_loaders"
"""Loaders of demo content: callable(*, at, by) -> iterable of summary lines, in order."""

SITE_HEAD = "portal_site_head"
"""Elements for the <head> of every public page: callable() -> safe HTML."""

DUE_ITEMS = "portal_due_items"
"""Further work of the scheduler: callable(now) -> iterable of portal.scheduling.DueItem."""

STRUCTURED_DATA = "portal_structured_data"
"""What machines may read of a page: callable(page, context) -> iterable of schema.org mappings."""

SITEMAP_PARTS = "portal_sitemap_parts"
"""Addresses beside those of pages: callable() -> iterable of portal.sitemap.SitemapPart."""

PERSONAL_TEXTS = "portal_personal_texts"
"""Further texts that become public with a page or row: callable(thing) -> iterable of
portal.publication.texts.TextPlace. Its own fields, inner rows and files are known without."""
HAND_OVER_PARTS = "portal_hand_over_parts"
"""Kinds of things a leaving person passes on: callable() -> portal.staffing.handing_over.Part."""
DESK_PARTS = "portal_desk_parts"
"""Parts of the desk: callable(user) -> iterable of portal.desk.Line, in at most one statement."""

DESK_TALLIES = "portal_desk_tallies"
"""Rows that wait, counted together in one statement: callable(user) -> iterable of Tally."""

DESK_DOORS = "portal_desk_doors"
"""What a person does here, in words of the work: callable() -> iterable of portal.desk.Door."""

DESK_STATE = "portal_desk_state"
"""Parts of the machinery and whether they work: callable() -> iterable of portal.desk.Lamp."""

RUNNING = "portal_running"
"""Further processes of an installation on one machine: callable() -> iterable of (name, words of
the manage.py command)."""

HEALTH_PARTS = "portal_health_parts"
"""What the health page tells operators: callable() -> iterable of portal.health.Part."""

DEMO_WORK = "portal_demo_work"
"""Unfinished work of the demo, laid when its accounts are there: callable(*, at) -> None."""
