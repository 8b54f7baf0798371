"""Wagtail's own command for due publications, carried out by our scheduler."""

from portal.management.commands import run_scheduler


class Command(run_scheduler.Command):
    """One round of the scheduler: a page that is refused does not keep the others waiting.

    Wagtail's command of this name stops at the first page that cannot be published.
    """

    help = "Publish and take down what is due, once."

    def handle(self, *args: object, **options: object) -> None:
        """One round; a failed item gives exit status 1."""
        super().handle(*args, **{**options, "once": True})
