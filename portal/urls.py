"""All addresses of the portal; the only module beside wsgi that knows every package."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from portal import crawling, health
from portal.choosing import choose_community, choose_display
from portal.desk.views import DeskView
from portal.file_serving import serve_file, serve_picture
from portal.publication import views as report_views
from portal.topic_words import topic_words
from portal.views import serve
from portal.withdrawing import WithdrawView
from portal.writing import editing

desk: list[URLPattern | URLResolver] = [
    path("pages/<int:page_id>/unpublish/", require_admin_access(WithdrawView.as_view())),
    path("", include("portal.sign_in.urls")),
    path("tag-autocomplete/portal/topic/", require_admin_access(topic_words), name="topic_words"),
    path("", require_admin_access(DeskView.as_view())),
    path("pages/<int:page_id>/edit/", require_admin_access(editing.edit)),
    path(
        "pages/<int:page_id>/revisions/<int:revision_id>/revert/",
        require_admin_access(editing.revert),
    ),
    path(
        "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/"
        "<int:parent_page_id>/",
        require_admin_access(editing.create),
    ),
    path("", include(wagtailadmin_urls)),
]

urlpatterns = [
    path("admin/", include(desk)),
    re_path(r"^documents/(\d+)/(.*)$", serve_file, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", serve_picture, name="serve_picture"),
    path("health/", health.show, name="health"),
    path("robots.txt", crawling.robots, name="robots"),
    path("sitemap.xml", crawling.sitemap_index, name="sitemap"),
    path("sitemap-<slug:key>-<int:number>.xml", crawling.sitemap_block, name="sitemap_block"),
    path("favicon.ico", crawling.favicon, name="favicon"),
    path(".well-known/security.txt", crawling.security_txt, name="security_txt"),
]

public: list[URLPattern | URLResolver] = [
    path("display/", choose_display, name="display"),
    path("communities/", choose_community, name="communities"),
    path("", include("portal.pages.urls")),
    path("", include("portal.matters.urls")),
    path("report-error/", report_views.report_error, name="report_error"),
    path("report-error/answers/", report_views.report_answers, name="report_error_answers"),
    path("report-error/sent/<str:token>/", report_views.report_sent, name="report_error_sent"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    re_path(r"^((?:[\w\-]+/)+[a-z]+\.(?:txt|json|docx))$", serve, name="serve_file"),
    path("", include(wagtail_urls)),
]
urlpatterns += i18n_patterns(*public, prefix_default_language=False)
if apps.is_installed("search"):
    searching = path("search/", include("search.urls"))  # tried first: it has the least time
    urlpatterns[:0] = i18n_patterns(searching, prefix_default_language=False)

handler404 = "portal.errors.not_found"
handler403 = "portal.errors.forbidden"
handler400 = "portal.errors.bad_request"
handler500 = "portal.errors.server_error"
