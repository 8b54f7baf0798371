"""Who may ask for which address (访问表): every route of the portal, refused unless it stands here.

Pure data beside the table of roles. A route is named as the URL resolver names it
(`namespace:name`), or by its pattern when it has no name. The administrator may ask for all of
them. What a role then finds there is decided by the view and by `portal.tenancy`.

A new route needs one line here; without it a test fails, and at the desk it is refused to all but
the administrator. Row screens get all their lines at once from the table of roles: `_screens`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal import role_table
from portal.role_table import (
    BOOKKEEPER,
    CITY_EDITOR,
    DISTRICT_SUPERVISOR,
    EDITOR,
    GRANTS,
    PUBLISHER,
    ROLES,
    SECRETARY,
    Kind,
    Role,
    Verb,
)

Roles = frozenset[Role]

STAFF: Roles = frozenset(ROLES)
"""Whoever works at the desk."""
PUBLISHERS: Roles = frozenset({CITY_EDITOR, PUBLISHER})
"""Who approves and withdraws."""
KEEPERS: Roles = PUBLISHERS | {EDITOR}
"""Who keeps pages and facts of a community."""
WRITERS: Roles = KEEPERS | {BOOKKEEPER, SECRETARY}
"""Who writes at least own drafts."""
CITY: Roles = frozenset({CITY_EDITOR})
"""Whose reach is the whole city: what is not kept apart by community."""
ADMINISTRATORS: Roles = frozenset()
"""The administrator alone."""

PUBLIC: frozenset[str] = frozenset(
    {
        "wagtail_serve",
        "serve_file",
        "health",
        "robots",
        "sitemap",
        "sitemap_block",
        "favicon",
        "security_txt",
        "search:search",
        "search:suggest",
        "search:opensearch",
        "display",
        "communities",
        "site_map",
        "report_error",
        "report_error_answers",
        "report_error_sent",
        "useful",
        "useful_thanks",
        "wagtaildocs_serve",
        "serve_picture",
        "wagtaildocs_authenticate_with_password",
        "wagtailcore_authenticate_with_password",
        "wagtailcore_login",
        "wagtailadmin_login",
        "portal_sign_in_code",
        "portal_sign_in_set_up",
        "wagtailadmin_logout",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
    }
)
"""What anybody may ask for, signed in or not. Everything else asks for a role."""


def _named(namespace: str, names: str, who: Roles) -> dict[str, Roles]:
    """The routes of one namespace that the same people may ask for."""
    prefix = f"{namespace}:" if namespace else ""
    return {f"{prefix}{name}": who for name in names.split()}


def _holders(kind: Kind, verb: Verb) -> Roles:
    """The roles that the table of roles gives this verb."""
    return frozenset(g.role for g in GRANTS if g.kind == kind and verb in g.verbs)


def _screens(
    namespace: str, kind: Kind, *, more: Mapping[str, Verb] | None = None
) -> dict[str, Roles]:
    """The screens of one kind of row, as the table of roles has it."""
    looks = dict.fromkeys(
        ["index", "index_results", "history", "history_results", "usage", "inspect"], Verb.VIEW
    )
    verbs = {**looks, "add": Verb.ADD, "edit": Verb.CHANGE, "delete": Verb.DELETE, **(more or {})}
    return {f"{namespace}:{name}": _holders(kind, verb) for name, verb in verbs.items()}


_PAGES = {
    **_named(
        "wagtailadmin_pages",
        "add preview_on_add choose_parent add_subpage edit preview_on_edit view_draft delete copy "
        "lock unlock history history_results revisions_index revisions_view revisions_revert "
        "revisions_compare revisions_unschedule usage workflow_action collect_workflow_action_data "
        "confirm_workflow_cancellation workflow_preview workflow_history workflow_history_detail",
        WRITERS,
    ),
    **_named("wagtailadmin_pages", "move move_confirm set_page_position convert_alias", KEEPERS),
    **_named("wagtailadmin_pages", "unpublish set_privacy", PUBLISHERS),
    "admin/pages/<int:page_id>/unpublish/": PUBLISHERS,
    "admin/pages/<int:page_id>/edit/": WRITERS,
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/": WRITERS,
    "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/"
    "<int:parent_page_id>/": WRITERS,
    **_named("", "personal_data portal_writing_paste", WRITERS),
    **_named(
        "",
        "publication_alone publication_confirm publication_restore personal_data_let_pass",
        PUBLISHERS,
    ),
    **_named("wagtailadmin_pages", "search search_results", STAFF),
    **_named("wagtailadmin_pages", "type_use type_use_results", CITY),
}
_CHOOSERS = {
    **_named(
        "",
        "wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search "
        "wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link "
        "wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link "
        "wagtailadmin_choose_page_anchor_link wagtailadmin_block_preview topic_words",
        WRITERS,
    ),
    **_named(
        "", "wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete", ADMINISTRATORS
    ),
    **_named("wagtailembeds", "chooser chooser_upload", WRITERS),
    **_named(
        "wagtailimages_chooser",
        "choose choose_results chosen chosen_multiple create select_format",
        WRITERS,
    ),
    **_named("wagtaildocs_chooser", "choose choose_results chosen chosen_multiple create", WRITERS),
}
_FILES = {
    "portal_confirm_file": WRITERS,
    **_named(
        "wagtailimages",
        "index index_results edit delete preview add image_usage add_multiple edit_multiple "
        "create_multiple_from_uploaded_image delete_multiple delete_upload_multiple",
        WRITERS,
    ),
    **_named("wagtailimages", "url_generator url_generator_output", ADMINISTRATORS),
    **_named(
        "wagtaildocs",
        "index index_results edit delete add document_usage add_multiple edit_multiple "
        "create_multiple_from_uploaded_document delete_multiple delete_upload_multiple",
        WRITERS,
    ),
}
_DESK = {
    **_named("", "search_status search_parked search_parked_retry", CITY),
    **_named(
        "",
        "wagtailadmin_home wagtailadmin_explore_root wagtailadmin_explore "
        "wagtailadmin_explore_results wagtailadmin_account wagtailadmin_dismissibles page_states "
        "admin/ desk_go desk_told desk_read portal_second_factor desk_audit desk_audit_export "
        "admin/test404/ admin/^.*/$",
        STAFF,
    ),
    **_named("", "wagtail_bulk_action", WRITERS),
    **_named("wagtailadmin_editing_sessions", "ping release", WRITERS),
    **_named("wagtailadmin_api:pages", "listing detail find", STAFF),
    **_named("wagtailadmin_api:pages", "action", ADMINISTRATORS),
    **_named("wagtailadmin_api:images", "listing detail find", ADMINISTRATORS),
    **_named("wagtailadmin_api:documents", "listing detail find", ADMINISTRATORS),
    **_named("", "wagtailadmin_error_test", ADMINISTRATORS),
    **_named("", "import_regulations confirm_import", KEEPERS),
    **_named("", "basis_reviews basis_reviewed", KEEPERS | {DISTRICT_SUPERVISOR}),
}
_REPORTS = {
    **_named(
        "wagtailadmin_reports",
        "workflow_tasks workflow_tasks_results aging_pages aging_pages_results",
        KEEPERS,
    ),
    **_named(
        "wagtailadmin_reports",
        "site_history site_history_results page_types_usage page_types_usage_results "
        "locked_pages locked_pages_results workflow workflow_results",
        CITY,
    ),
}
_ROWS = {
    **_screens("rule-settings", role_table.RULE_SETTING),
    **_screens("calendar", role_table.CALENDAR_DAY),
    **_screens("topics", role_table.TOPIC),
    **_screens("publications", role_table.PUBLICATION),
    **_screens("personal-data-overrides", role_table.OVERRIDE),
    **_screens("dead-links", role_table.DEAD_LINK),
    **_screens("error-reports", role_table.ERROR_REPORT),
    **_screens("centres", role_table.CENTRE),
    **_screens("organisation-units", role_table.UNIT),
    **_screens("contact-cards", role_table.CONTACT),
    **_screens("community-names", role_table.NAME),
    **_screens("institution-events", role_table.EVENT),
    **_screens("regulation-versions", role_table.VERSION),
    **_named("regulation-versions", "publish", PUBLISHERS),
    **_screens("regulation-articles", role_table.ARTICLE),
    **_screens(
        "catalogues",
        role_table.CATALOGUE,
        more={
            **dict.fromkeys(["publish", "filing", "table", "confirm_table"], Verb.CHANGE),
            **dict.fromkeys(["export", "template"], Verb.VIEW),
        },
    ),
    **_screens("matters", role_table.MATTER),
    **_screens("catalogue-entries", role_table.ENTRY),
    **_screens("matter-fields", role_table.FIELD),
    **_screens("occasions", role_table.OCCASION),
    **_screens("local-details", role_table.LOCAL, more={"report": Verb.VIEW}),
    **_screens("windows", role_table.WINDOW),
    **_screens("posts", role_table.POST),
    **_screens("duty-roster", role_table.DUTY, more={"plan": Verb.ADD, "gaps": Verb.VIEW}),
    **_screens("visits", role_table.VISIT),
    **_screens("facilities", role_table.FACILITY),
    **_screens("centre-rules", role_table.RULE_SLOT),
    **_screens("admission-requests", role_table.ADMISSION, more={"step": Verb.CHANGE}),
    **_screens("entrusted-tasks", role_table.TASK),
    **_screens("inspections", role_table.INSPECTION),
}
_OFFICE = {
    **_named("wagtailadmin_collections", "index add edit delete set_privacy", ADMINISTRATORS),
    **_named(
        "wagtailadmin_workflows",
        "index index_results add enable disable edit usage usage_results remove add_task "
        "select_task_type task_index task_index_results edit_task disable_task enable_task "
        "task_chooser task_chooser_results task_chooser_create task_chosen",
        ADMINISTRATORS,
    ),
    **_named(
        "wagtailusers_users",
        "index index_results add edit delete history history_results usage copy",
        ADMINISTRATORS,
    ),
    **_named(
        "wagtailusers_groups",
        "index index_results add edit delete history history_results usage",
        ADMINISTRATORS,
    ),
    **_named(
        "wagtailsites",
        "index index_results add edit delete history history_results usage copy",
        ADMINISTRATORS,
    ),
    **_named(
        "wagtailredirects",
        "index index_results add edit delete start_import process_import",
        ADMINISTRATORS,
    ),
    **_named("wagtailsettings", "edit preview_on_edit", ADMINISTRATORS),
    **_named("wagtailsnippets", "index", ADMINISTRATORS),
    **_named(
        "wagtailsnippets_search_synonymgroup",
        "list list_results add edit delete usage history history_results copy",
        ADMINISTRATORS,
    ),
    **_named(
        "wagtailsnippetchoosers_search_synonymgroup",
        "choose choose_results chosen chosen_multiple create",
        ADMINISTRATORS,
    ),
    **_named("staff", "index invite change hand_over", ADMINISTRATORS),
}

DESK: dict[str, Roles] = {
    **_PAGES,
    **_CHOOSERS,
    **_FILES,
    **_DESK,
    **_REPORTS,
    **_ROWS,
    **_OFFICE,
}
"""Every route of the desk and the roles that may ask for it, besides the administrator."""


def may_ask(route: str, roles: Iterable[Role]) -> bool:
    """Whether somebody of these roles may ask for a route; one that is missing is refused."""
    return route in PUBLIC or not DESK.get(route, ADMINISTRATORS).isdisjoint(roles)
