"""Who may do what, and where (角色与权限): groups, demo accounts and checks from one table.

Each role has one group for each place it holds at. Where a group holds is said by its page
permissions alone, so that pages, rows and files never disagree; the mark at the end of its name
says which role it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.permissions import page_permission_policy

from portal.models import City, Community, District
from portal.posts import Post
from portal.publication.models import TwoPersonTask
from portal.role_table import (
    ADMINISTRATOR,
    CITY_EDITOR,
    COLLECTED,
    KINDS,
    PAGE,
    ROLES,
    Grant,
    Kind,
    Reach,
    Role,
    Verb,
    grants_of,
)

CITY_DEPTH = 2
STOCK_GROUPS = ("Editors", "Moderators")
STOCK_WORKFLOW = "Moderators approval"
CITY_EDITORS_OF_THE_DEMO = 2


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration (演示账号): its name says the role and the place."""

    username: str
    role: Role
    place: Any


# --- Checks -------------------------------------------------------------------------------------
def may(user: Any, verb: Verb, thing: Any) -> bool:
    """Whether `user` may do `verb` with this page or row, judged by the place it belongs to.

    A row that is not saved yet is judged by the community or page that it names.
    """
    if not user.is_active or user.is_superuser:
        return bool(user.is_active)
    if isinstance(thing, Page):
        return _may_with_page(user, verb, thing)
    label = thing._meta.label_lower
    return has_verb(user, verb, label) and reaches(user, thing)


def has_verb(user: Any, verb: str, model: str) -> bool:
    """Whether `user` may do `verb` with some thing of this model (`app.model`)."""
    app, name = model.split(".")
    return bool(user.has_perm(f"{app}.{verb}_{name}"))


def _may_with_page(user: Any, verb: Verb, page: Page) -> bool:
    tester = page.permissions_for_user(user)
    answers = {
        Verb.VIEW: lambda: tester.can_edit() or _looks_at(user, page),
        Verb.ADD: tester.can_add_subpage,
        Verb.CHANGE: tester.can_edit,
        Verb.DELETE: tester.can_delete,
        Verb.PUBLISH: getattr(tester, "holds_publish", tester.can_publish),
    }
    return bool(answers[verb]())


def _looks_at(user: Any, page: Page) -> bool:
    """Whether a role that looks and changes nothing holds here."""
    return bool(page_permission_policy.user_has_permission_for_instance(user, "view", page))


def reach_of(user: Any) -> list[Page]:
    """The pages at which the groups of `user` hold; one query for each person and request."""
    rows = page_permission_policy.get_cached_permissions_for_user(user)
    return list({row.page_id: row.page for row in rows}.values())


def reaches_the_city(user: Any) -> bool:
    """Whether the reach of `user` is a whole city or everything."""
    return user.is_superuser or any(place.depth <= CITY_DEPTH for place in reach_of(user))


def reaches(user: Any, row: Any) -> bool:
    """Whether the page that `row` belongs to lies in the reach of `user`."""
    kind = KINDS.get(row._meta.label_lower)
    if user.is_superuser or kind is None or not kind.page:
        return True
    owner = row
    for name in kind.page.split("__"):
        owner = getattr(owner, name, None) if getattr(owner, f"{name}_id", None) else None
    places = reach_of(user)
    if owner is None:
        return any(place.depth <= CITY_DEPTH for place in places)
    return any(owner.path.startswith(place.path) for place in places)


def visible_to(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` that belong to pages in the reach of `user`."""
    kind = KINDS.get(rows.model._meta.label_lower)
    if user.is_superuser or kind is None or not kind.page:
        return rows
    places = reach_of(user)
    if any(place.depth <= CITY_DEPTH for place in places):
        return rows
    inside = Q(pk__in=[])
    for place in places:
        inside |= Q(**{f"{kind.page}__path__startswith": place.path})
    return rows.filter(inside)


def known_to(user: Any, pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `pages` of which `user` may know: public ones, and all in or above the own reach."""
    if user.is_superuser:
        return pages
    known = Q(live=True) & ~_guarded()
    for place in reach_of(user):
        ends = range(place.steplen, len(place.path), place.steplen)
        known |= Q(path__startswith=place.path) | Q(path__in=[place.path[:end] for end in ends])
    return pages.filter(known)


def _guarded() -> Q:
    """At or below a page that is not open to all."""
    guarded = Q(pk__in=[])
    for path in PageViewRestriction.objects.values_list("page__path", flat=True):
        guarded |= Q(path__startswith=path)
    return guarded


def communities_for(user: Any) -> QuerySet[Community]:
    """The communities in the reach of `user`, for choosing one."""
    if user.is_superuser:
        return Community.objects.all()
    inside = Q(pk__in=[])
    for place in reach_of(user):
        inside |= Q(path__startswith=place.path)
    return Community.objects.filter(inside)


# --- Groups -------------------------------------------------------------------------------------
def groups_for(place: Any) -> dict[Role, Group]:
    """The groups of a community or district by role, brought up to date with the table."""
    reach = Reach.COMMUNITY if isinstance(place, Community) else Reach.DISTRICT
    return {role: _group(role, place) for role in ROLES if role.reach is reach}


@transaction.atomic
def sync_groups() -> list[Group]:
    """Brings all groups up to date with the table and the tree; safe to repeat.

    Removes Wagtail's stock groups and workflow when nobody is in them and no page is in review:
    they hold at the root of the tree and would reach over the border of every community.
    """
    _remove_stock()
    return [_group(role, place) for role in ROLES for place in places_of(role)]


def places_of(role: Role) -> list[Any]:
    """All places at which a role can hold; none for a role that holds everywhere."""
    models = {Reach.CITY: City, Reach.DISTRICT: District, Reach.COMMUNITY: Community}
    model = models.get(role.reach)
    return list(model.objects.order_by("path")) if model else []


def _group(role: Role, place: Any) -> Group:
    """The group of a role at a place; a place that was renamed renames its group."""
    with translation.override(settings.LANGUAGE_CODE):
        name = f"{place.title} {gettext(role.label)} {_mark(role, place)}"[-150:]
    group = _known_group(role, place) or Group(name=name)
    if group.pk is None or group.name != name:
        group.name = name
        group.save()
    _give(group, role, place)
    return group


def _known_group(role: Role, place: Any) -> Group | None:
    return Group.objects.filter(name__endswith=_mark(role, place)).first()


def _mark(role: Role, place: Any) -> str:
    return f"({_code(place)}/{role.key})"


def _code(place: Any) -> str:
    if isinstance(place, Community):
        return str(place.code)
    return f"{'district' if isinstance(place, District) else 'city'}-{place.pk}"


def _give(group: Group, role: Role, place: Any) -> None:
    """Writes the lines of `role`: page, collection and model permissions, and admin access."""
    wanted = _permissions(role)
    own = wanted.pop("")
    page_rows = {PAGE.model: (GroupPagePermission, {"page": place})}
    collected = [kind.model for kind in COLLECTED if kind.model in wanted]
    at = {"collection": _collection(place)} if collected else {}
    for model, permissions in wanted.items():
        rows, where = page_rows.get(model, (GroupCollectionPermission, at))
        _set_rows(rows, permissions, group=group, **where)
    group.permissions.set(own)
    if any(grant.kind == PAGE and Verb.PUBLISH in grant.verbs for grant in grants_of(role)):
        _approves(group, place)


def _permissions(role: Role) -> dict[str, list[Permission]]:
    """What a role needs, in one query: of pages and files by their kind, all others under ""."""
    kinds = {name: grant.kind for grant in grants_of(role) for name in _codenames(grant)}
    kinds["wagtailadmin.access_admin"] = Kind("")
    codenames = [name.partition(".")[2] for name in kinds]
    found: dict[str, list[Permission]] = {"": []}
    for row in Permission.objects.filter(codename__in=codenames).select_related("content_type"):
        kind = kinds.get(f"{row.content_type.app_label}.{row.codename}")
        if kind is not None:
            apart = kind == PAGE or kind in COLLECTED
            found.setdefault(kind.model if apart else "", []).append(row)
    return found


def _codenames(grant: Grant) -> list[str]:
    app, model = grant.kind.model.split(".")
    verbs = [str(verb) for verb in grant.verbs]
    if grant.kind in COLLECTED:
        verbs.append("choose")
    return [f"{app}.{verb}_{model}" for verb in verbs]


def _set_rows(model: Any, wanted: list[Permission], **at: Any) -> None:
    """Exactly the wanted permissions of their kind for this group, here and nowhere else."""
    types = {permission.content_type_id for permission in wanted}
    where = next(name for name in at if name != "group")
    rows = model.objects.filter(group=at["group"], permission__content_type__in=types)
    keys = {permission.pk for permission in wanted}
    kept, gone = set(), []
    for row in rows:
        fits = row.permission_id in keys and getattr(row, f"{where}_id") == at[where].pk
        kept.add(row.permission_id) if fits else gone.append(row.pk)
    if gone:
        model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(model(permission_id=key, **at) for key in sorted(keys - kept))


def _collection(place: Any) -> Collection:
    """Files of a community stay in its own collection; the city's reach is the root."""
    root = Collection.get_first_root_node()
    if not isinstance(place, Community):
        return root
    mark = f"({place.code})"
    found = root.get_children().filter(name__endswith=mark).first()
    name = f"{place.title} {mark}"
    if found is None:
        return root.add_child(instance=Collection(name=name))
    if found.name != name:
        found.name = name
        found.save()
    return found


def _approves(group: Group, place: Any) -> None:
    """Makes the group the approver of pages below its place, and of no others."""
    with translation.override(settings.LANGUAGE_CODE):
        name = f"{place.title} {gettext('approval')}"
    row = WorkflowPage.objects.filter(page=place).select_related("workflow").first()
    workflow = row.workflow if row else Workflow.objects.create(name=name)
    WorkflowPage.objects.get_or_create(page=place, defaults={"workflow": workflow})
    task = _task_of(workflow, name=name)
    task.groups.set([group])
    for named in (workflow, task):
        if named.name != name:
            named.name = name
            named.save()


def _task_of(workflow: Workflow, *, name: str) -> TwoPersonTask:
    """The step at which a second person approves; Wagtail's own becomes it, with what is in it.

    What is in review stays in review: the task keeps its key.
    """
    task = TwoPersonTask.objects.filter(workflow_tasks__workflow=workflow).first()
    if task is not None:
        return task
    stock = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow).first()
    if stock is None:
        task = TwoPersonTask.objects.create(name=name)
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr)
        return task
    task = TwoPersonTask(task_ptr_id=stock.task_ptr_id, name=name, active=stock.active)
    task.save()
    stock.delete(keep_parents=True)
    return task


def _remove_stock() -> None:
    Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()
    stock = Workflow.objects.filter(name=STOCK_WORKFLOW, workflow_states=None)
    for workflow in stock:
        tasks = [row.task for row in workflow.workflow_tasks.select_related("task")]
        workflow.delete()
        for task in tasks:
            task.delete()


# --- People -------------------------------------------------------------------------------------
def demo_accounts() -> list[DemoAccount]:
    """The accounts of the demonstration: one for each role and place; the city has two editors.

    One city editor alone could not approve anything: nobody approves the own work.
    """
    accounts = [DemoAccount(ADMINISTRATOR.key, ADMINISTRATOR, None)]
    names = [CITY_EDITOR.key, f"{CITY_EDITOR.key}-{CITY_EDITORS_OF_THE_DEMO}"]
    accounts += [
        DemoAccount(name, CITY_EDITOR, city) for city in City.objects.all() for name in names
    ]
    below_the_city = [role for role in ROLES if role.reach in (Reach.DISTRICT, Reach.COMMUNITY)]
    pairs = [(place, role) for role in below_the_city for place in places_of(role)]
    for place, role in sorted(pairs, key=lambda pair: pair[0].path):
        accounts.append(DemoAccount(f"{place.slug}-{role.key}", role, place))
    return accounts


def give_role(user: Any, role: Role, place: Any = None) -> None:
    """Puts `user` into the group of `role` at the place; an administrator becomes superuser.

    Without a place a role of the city holds in every city. A person may hold a role at several
    places.
    """
    if role == ADMINISTRATOR:
        user.is_superuser = user.is_staff = True
        user.save(update_fields=["is_superuser", "is_staff"])
        return
    places = [place] if place is not None else list(City.objects.all())
    groups = [_known_group(role, place) or _group(role, place) for place in places]
    user.groups.add(*groups)
    _forget(user)


def take_role(user: Any, post: Post | None) -> None:
    """Takes one post away; None is the role of administrator."""
    if post is None:
        user.is_superuser = user.is_staff = False
        user.save(update_fields=["is_superuser", "is_staff"])
    else:
        user.groups.remove(post.group)
    _forget(user)


def take_all(user: Any) -> None:
    """Takes every role away."""
    user.groups.clear()
    take_role(user, None)


def _forget(user: Any) -> None:
    """What this person could do is asked anew."""
    kept = ("_posts", "_perm_cache", "_group_perm_cache", "_page_permission_cache")
    for name in kept:
        user.__dict__.pop(name, None)
