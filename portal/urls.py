"""All addresses of the portal; the only module beside wsgi that knows every package."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from portal import crawling
from portal.choosing import choose_community, choose_display
from portal.publication import views as report_views
from portal.sign_in_views import RemoveView, SecondFactorView, SetUpView, SignInView
from portal.views import serve
from portal.withdrawing import WithdrawView

urlpatterns = [
    path("admin/pages/<int:page_id>/unpublish/", require_admin_access(WithdrawView.as_view())),
    path("admin/login/", never_cache(SignInView.as_view()), name="sign_in"),
    path("admin/second-factor/", never_cache(SecondFactorView.as_view()), name="second_factor"),
    path(
        "admin/second-factor/set-up/",
        never_cache(SetUpView.as_view()),
        name="second_factor_set_up",
    ),
    path(
        "admin/second-factor/remove/",
        require_admin_access(RemoveView.as_view()),
        name="second_factor_remove",
    ),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
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
    path("report-error/", report_views.report_error, name="report_error"),
    path("report-error/answers/", report_views.report_answers, name="report_error_answers"),
    path("report-error/sent/<str:token>/", report_views.report_sent, name="report_error_sent"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    re_path(r"^((?:[\w\-]+/)+[a-z]+\.(?:txt|json|docx))$", serve, name="serve_file"),
    path("", include(wagtail_urls)),
]
if apps.is_installed("search"):
    public.insert(0, path("search/", include("search.urls")))

urlpatterns += i18n_patterns(*public, prefix_default_language=False)

handler404 = "portal.errors.not_found"
handler403 = "portal.errors.forbidden"
handler400 = "portal.errors.bad_request"
handler500 = "portal.errors.server_error"
