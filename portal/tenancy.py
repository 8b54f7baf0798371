"""Nobody reaches over the own border (范围): asked before any view of the desk runs.

Two questions, both from tables: may this role ask for this address (`portal.access_table`), and do
the pages and files that the address names lie in the person's reach. What is out of reach answers
404, like what never was, so that nothing can be learned from the answer. Public addresses are not
touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import ResolverMatch
from wagtail.admin.auth import require_admin_access
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from portal import access_table, posts, roles
from portal.publication.models import Approval
from portal.seen_titles import read_by

DESK_PREFIX = "/admin/"
VERBS = ("GET", "HEAD", "POST", "OPTIONS")
PAGE, IMAGE, DOCUMENT = "page", "image", "document"
NAMED: dict[str, str] = {
    "page_id": PAGE,
    "parent_page_id": PAGE,
    "page_to_move_id": PAGE,
    "destination_id": PAGE,
    "page_pk": PAGE,
    "image_id": IMAGE,
    "document_id": DOCUMENT,
    "doc_id": DOCUMENT,
}
"""What the parts of addresses name, wherever they stand."""

KEYED: dict[str, str] = {
    "wagtailadmin_api:pages:detail": PAGE,
    "wagtailadmin_api:pages:action": PAGE,
    "wagtailimages_chooser:chosen": IMAGE,
    "wagtaildocs_chooser:chosen": DOCUMENT,
    "publication_alone": PAGE,
    "publication_restore": PAGE,
}
"""What `pk` names in addresses of these routes."""

LISTED: dict[str, str] = {
    "wagtailimages_chooser:chosen_multiple": IMAGE,
    "wagtaildocs_chooser:chosen_multiple": DOCUMENT,
    "wagtailadmin_choose_page_chosen_multiple": PAGE,
}
"""What `?id=` names in addresses of these routes."""

APPROVALS = frozenset({"publication_confirm"})
"""Routes whose `pk` names an approval."""

STEPS: dict[str, Any] = {
    "revision_id": Revision,
    "task_state_id": TaskState,
    "workflow_state_id": WorkflowState,
}
"""Parts of addresses that name something of a page."""

WAYS_DOWN = frozenset(
    {
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_api:pages:detail",
    }
)
"""Routes that also lead through the places above the own reach; they list what may be known."""

KNOWN = frozenset({"wagtailadmin_choose_page_child", "wagtailadmin_choose_page_chosen_multiple"})
"""Routes that may also name what other communities have published."""

ANY_VERB = ("add", "change", "delete", "choose")

IMAGES, DOCUMENTS = (
    CollectionOwnershipPermissionPolicy(
        model, auth_model=rights, owner_field_name="uploaded_by_user"
    )
    for model, rights in (
        (get_image_model_string(), "wagtailimages.Image"),
        (get_document_model_string(), "wagtaildocs.Document"),
    )
)
"""Who may do what with files, as Wagtail itself asks it (its own place differs by release)."""


class TenancyMiddleware:
    """Asks both questions for every address of the desk; does nothing for others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DESK_PREFIX):
            return self.get_response(request)
        with read_by(request.user):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """None lets the view run; whoever is not signed in is led to the login.

        Verbs that no view of the portal has are refused everywhere: a plain function answers any.
        """
        if request.method not in VERBS:
            return HttpResponseNotAllowed(VERBS)
        match = request.resolver_match
        if match is None or not request.path_info.startswith(DESK_PREFIX):
            return None
        route = route_of(match)
        user: Any = request.user
        if route in access_table.PUBLIC or (user.is_active and user.is_superuser):
            return None
        if not user.is_authenticated or not user.has_perm("wagtailadmin.access_admin"):
            return require_admin_access(view)(request, *args, **kwargs)
        if not may_ask(user, route):
            raise PermissionDenied
        refuse_out_of_reach(request, route, args, kwargs)
        return None


def route_of(match: ResolverMatch) -> str:
    """The name of a route in the table: its name, or its pattern when it has none."""
    return match.view_name if match.url_name else match.route


def may_ask(user: Any, route: str) -> bool:
    """Whether a role of `user` may ask for the route; what all staff may ask needs no query."""
    if access_table.DESK.get(route) == access_table.STAFF:
        return True
    return access_table.may_ask(route, posts.roles_of(user))


def refuse_out_of_reach(
    request: HttpRequest, route: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """404 when the address names a page or file out of reach."""
    named = _named(request, route, args, kwargs)
    user = request.user
    if not (
        _pages_in_reach(user, named[PAGE], route)
        and _files_in_reach(user, IMAGES, named[IMAGE])
        and _files_in_reach(user, DOCUMENTS, named[DOCUMENT])
    ):
        raise Http404


def _named(
    request: HttpRequest, route: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, set[Any]]:
    """The keys of pages, images and documents that an address names."""
    named: dict[str, set[Any]] = {PAGE: set(), IMAGE: set(), DOCUMENT: set()}
    for name, value in kwargs.items():
        if what := NAMED.get(name):
            named[what].add(value)
        elif model := STEPS.get(name):
            named[PAGE] |= _page_of(model, value)
    _add_by_route(request, route, args, kwargs, named)
    return named


def _add_by_route(
    request: HttpRequest,
    route: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    named: dict[str, set[Any]],
) -> None:
    """What single routes name in ways of their own."""
    if what := KEYED.get(route):
        named[what].add(kwargs.get("pk"))
    if what := LISTED.get(route):
        named[what] |= set(request.GET.getlist("id"))
    if route in APPROVALS:
        named[PAGE] |= _page_of_approval(kwargs["pk"])
    if route == "wagtailadmin_pages:revisions_compare":
        named[PAGE].add(args[0] if args else kwargs["pk"])  # Wagtail 8.0 names the part
    if route == "wagtail_bulk_action":
        _add_chosen(request, kwargs, named)


def _add_chosen(request: HttpRequest, kwargs: dict[str, Any], places: dict[str, set[Any]]) -> None:
    """What a bulk action names: `?id=` and the page whose list it was chosen from."""
    kinds = {"page": PAGE, "image": IMAGE, "document": DOCUMENT}
    chosen = set(request.GET.getlist("id"))
    what = kinds.get(kwargs["model_name"].lower())
    if what is None or kwargs["action"] == "add_tags":
        raise PermissionDenied
    if "all" in chosen and not request.GET.get("childOf") and what == PAGE:
        raise PermissionDenied
    places[what] |= chosen - {"all"}
    places[PAGE] |= set(filter(None, [request.GET.get("childOf")]))


def _page_of_approval(key: Any) -> set[Any]:
    """The page that was approved; a page that never was, when there is no such approval."""
    return set(Approval.objects.filter(pk=key).values_list("page", flat=True)) or {0}


def _page_of(model: Any, key: Any) -> set[Any]:
    """The page that a revision or a step of a workflow belongs to."""
    row = model.objects.filter(pk=key).first()
    if row is None:
        return set()
    state = row.workflow_state if model is TaskState else row
    kind = apps.get_model(state.content_type.app_label, state.content_type.model)
    return {state.object_id} if issubclass(kind, Page) else set()


def _pages_in_reach(user: Any, keys: set[Any], route: str) -> bool:
    """Whether all these pages exist and lie in the reach; both answer alike when they do not."""
    numbers = _numbers(keys)
    if not numbers:
        return numbers is not None
    rows = Page.objects.filter(pk__in=numbers)
    if route in KNOWN:
        return bool(roles.known_to(user, rows).count() == len(numbers))
    own = [place.path for place in roles.reach_of(user)]
    reached = [
        path for path in rows.values_list("path", flat=True) if _is_reached(path, own, route)
    ]
    return len(reached) == len(numbers)


def _is_reached(path: str, own: list[str], route: str) -> bool:
    """At or below the own places; on the way down to them where the route leads that way."""
    if any(path.startswith(place) for place in own):
        return True
    return route in WAYS_DOWN and any(place.startswith(path) for place in own)


def _files_in_reach(user: Any, policy: Any, keys: set[Any]) -> bool:
    """Whether all these files exist and lie in collections of the reach."""
    numbers = _numbers(keys)
    if not numbers:
        return numbers is not None
    own = policy.instances_user_has_any_permission_for(user, ANY_VERB)
    return bool(own.filter(pk__in=numbers).distinct().count() == len(numbers))


def _numbers(keys: Iterable[Any]) -> set[int] | None:
    """The keys as numbers; None when one of them is none."""
    texts = [str(key) for key in keys if key is not None]
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        return None
    return {int(text) for text in texts}
