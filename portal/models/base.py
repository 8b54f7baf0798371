"""The base of every public page: the gate, the breadcrumbs and what search may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageViewRestriction
from wagtail.signals import post_page_move

from portal import signals
from portal.copying import DraftCopyForm
from portal.listed_pages import ParentInTree, known_parent, remember_parent
from portal.page_form import CheckedPageForm
from portal.problems import Problem
from portal.publication import file_use, gate, record
from portal.publication.permissions import TwoPersonTester, holds_publish
from portal.seen_titles import is_for_the_reader

from . import frame
from .guards import PublicPageManager
from .topics import TOPICS_OF_PAGE, Topic, TopicTag

BOOKKEEPING = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
    }
)
"""What a page says of its drafts; no reader sees any of it."""
OF_THE_PAGE = frozenset(
    {"content_type", "latest_revision", "live_revision", "locale", "owner", "in_community"}
)
"""What Wagtail and we set on every draft that is read, so that looking it up is of no use."""
SET_BY_THE_SYSTEM = (OF_THE_PAGE - {"owner"}) | {
    "path", "translation_key", "index_no", "page_ptr"
}  # fmt: skip
"""No form asks for these. The database refuses what does not exist or is there twice."""


def keeps_books_only(update_fields: Iterable[str] | None) -> bool:
    """Whether a save of these fields changes nothing but what a page says of its drafts."""
    return bool(update_fields) and BOOKKEEPING.issuperset(update_fields or ())


@dataclass(frozen=True)
class SearchDocument:
    """What search may read of a page: names of attributes, not their values.

    `body` and `heading` name attributes whose text (plain or rich) is searched, in order. An empty
    name means that the page has no such fact. `effective` and `ends` name the first and the last
    day it holds. `expires` names an instant after which what is kept
    must not be found any more; while `withheld` is true neither heading nor body may be searched.
    """

    kind: str
    title: str = "title"
    heading: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    doc_number: str = ""
    issuer: str = ""
    status: str = ""
    published: str = ""
    effective: str = ""
    ends: str = ""
    expires: str = ""
    withheld: str = ""


class BasePage(Page):
    """A public page (公开页面). Whatever makes it public goes through the gate in `save`."""

    topics = ClusterTaggableManager(through=TopicTag, blank=True, verbose_name=_("topics"))

    search_document: SearchDocument
    may_be_published_alone = False
    menu_label = ""
    base_form_class = CheckedPageForm
    copy_form_class = DraftCopyForm
    topic_panels = [FieldPanel("topics")]

    objects = PublicPageManager()
    parent_in_tree = ParentInTree()

    class Meta:
        abstract = True

    @classmethod
    def serving_queryset(cls) -> models.QuerySet[Any]:
        """The rows from which the public page is served; subclasses join what they show.

        They may depend on the day and on nothing else: the statement is compiled once a day.
        """
        return cls._default_manager.all()

    def stands_in_frame(self) -> bool:
        """Whether saving this page must rewrite the frame around every page; pages override."""
        return False

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """A telephone first: so most readers see the page."""
        from portal.writing.preview import SIZES

        return SIZES

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """The page as readers would see it, with hints for its writer."""
        return self.told_in_preview(partial(super().serve_preview, request, mode_name))

    def told_in_preview(self, shown: Callable[[], Any]) -> Any:
        """What `shown` answers once the draft knows its place, with hints for its writer."""
        from portal.writing.preview import with_hints

        if hasattr(self, "in_community_id") and self.path:  # a new page has only its future place
            self.in_community_id = frame.community_id_of(self)
        return with_hints(self, shown())

    def get_admin_display_title(self) -> str:
        """The title of the newest draft, to who may know of it; the public one to all others."""
        if is_for_the_reader(self):
            return str(super().get_admin_display_title())
        return str(self.title)

    def problems(self) -> Sequence[Problem]:
        """What keeps the page from being complete; asked by the gate before it becomes public."""
        return ()

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Saves; a save that makes the page public or takes it away passes the gate first.

        Refuses with `Refused` when the gate finds problems; nothing is stored then. The page,
        its publication row and what listens to the signals commit together.
        """
        if keeps_books_only(kwargs.get("update_fields")):
            return super().save(*args, **kwargs)
        with transaction.atomic():
            gate.hold_back(self)
            step = gate.step_of(self, update_fields=kwargs.get("update_fields"))
            step = record.mark(self, gate.check(self, step))
            written = record.fields_marked(self, step)
            if self.place_in_tree():
                written.add("index_no")
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], *written}
            result = super().save(*args, **kwargs)
            record.write(self, step)
            if self.live or step.verb:  # of what was never public nothing stands in the frame
                frame.refresh_after(self)
            if self.live and not step.verb and kwargs.get("update_fields") is None:
                file_use.keep(self)
                changed = type(self).objects.filter(pk=self.pk)
                signals.content_changed.send(sender=type(self), queryset=changed)
            if self.live:
                self.write_what_follows()
        return result

    def write_what_follows(self) -> None:
        """Rows that say what the public text says; stored with it. Pages override."""

    def full_clean(
        self,
        exclude: Any = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        """Asks what people wrote; what the system sets is checked by the database when stored."""
        excluded = {*(exclude or ()), *SET_BY_THE_SYSTEM}
        super().full_clean(excluded, validate_unique, validate_constraints)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft as a page; what belongs to the page as a whole is not read from the draft."""
        kept = {name: value for name, value in content.items() if name not in OF_THE_PAGE}
        draft = super().with_content_json(kept)
        draft.live_revision_id = self.live_revision_id
        remember_parent(draft, self.get_parent())  # known already: the draft stands where we stand
        return draft

    def place_in_tree(self) -> bool:
        """Gives an item of open information its community and number before it is stored.

        Says whether the number is new: a mirror that becomes an item of its own has none yet.
        """
        if not (hasattr(self, "in_community_id") and self.path):
            return False
        self.in_community_id = frame.community_id_of(self)
        known = self.index_no  # type: ignore[has-type]
        self.assign_index_no()
        return bool(self.index_no != known)

    def get_parent(self, update: bool = False) -> Any:
        """The page above; in a list that read all parents at once, the one read there."""
        return (None if update else known_parent(self)) or super().get_parent(update)

    def permissions_for_user(self, user: Any) -> TwoPersonTester:
        """What `user` may do with this page: nobody publishes it from a form or in bulk."""
        return TwoPersonTester(user, self)

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **options: Any) -> Any:
        """Keeps a revision of what is written; one submitted or approved is never written over.

        Wagtail saves of its own accord into the revision of the same session, which another person
        may be reading in order to approve it.
        """
        if overwrite_revision is not None and gate.is_kept(self, overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **options)

    def publish(self, revision: Any, user: Any = None, **options: Any) -> Any:
        """Publishes or schedules an approved revision in the name of `user`, all or nothing."""
        if user and not options.get("skip_permission_checks") and not holds_publish(user, self):
            raise PermissionDenied
        options["skip_permission_checks"] = True  # Wagtail would ask who may publish from a form
        with transaction.atomic(), gate.acting(user):
            gate.demand_approval(self, revision)
            return super().publish(revision, user=user, **options)

    def unpublish(self, *args: Any, user: Any = None, **options: Any) -> Any:
        """Withdraws in the name of `user`, with its mirrors or not at all."""
        with transaction.atomic(), gate.acting(user):
            return super().unpublish(*args, user=user, **options)

    def copy(self, *args: Any, user: Any = None, **options: Any) -> Any:
        """Copies the page, with its subtree or not at all; live copies pass the gate."""
        with transaction.atomic(), gate.acting(user):
            return super().copy(*args, user=user, **options)

    def move(self, target: Page, pos: str | None = None, user: Any = None) -> None:
        """Moves the page with its subtree; what follows from it commits with it."""
        with transaction.atomic():
            super().move(target, pos=pos, user=user)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Deletes; what was ever public is refused: withdraw it, so that a trace stays."""
        gate.check_deletion(self)
        with transaction.atomic():
            result = super().delete(*args, **kwargs)
            frame.refresh_all()
        return result

    @cached_property
    def crumbs(self) -> list[Page]:
        """The live pages from the site's root to this page's parent, as found by the routing."""
        chain = getattr(self, "_chain", None)
        if chain is not None:
            return [page for page in chain[:-1] if page.live]
        return list(self.get_ancestors().live().filter(depth__gt=1))

    def shown_topics(self) -> list[Topic]:
        """The topics as stored; a preview, which no routing has found, shows those of its draft."""
        if hasattr(self, "_chain"):
            return TOPICS_OF_PAGE.rows(self.pk)
        return list(self.topics.all())

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """None at once when the routing saw that nothing in the chain is guarded."""
        chain = getattr(self, "_chain", None)
        if chain and not any(page.guarded or page.alias_of_id for page in chain):
            return _no_guards()
        return super().get_view_restrictions()


@lru_cache(maxsize=1)
def _no_guards() -> models.QuerySet[PageViewRestriction]:
    """Nothing, made once: nearly every page is open to all."""
    return PageViewRestriction.objects.none()


@receiver(post_page_move)
def page_moved(
    *, instance: Page, parent_page_before: Page, parent_page_after: Page, **_news: Any
) -> None:
    """Wagtail moves pages by their base class too; communities and the frame follow anyway."""
    if parent_page_before.pk == parent_page_after.pk:
        frame.refresh_all()
    else:
        frame.replace_subtree(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(*, raw: bool = False, **_news: Any) -> None:
    """A guarded page stands in no menu and no list of communities, from that moment on."""
    if not raw:
        frame.refresh_all()
