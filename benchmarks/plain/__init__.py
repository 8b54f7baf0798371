"""A plain Wagtail site to measure against: the same rows, served by Wagtail's own means."""
