"""Addresses of signing in; they stand before Wagtail's own, whose login page they replace."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from . import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="wagtailadmin_login"),
    path("login/code/", views.CodeView.as_view(), name="portal_sign_in_code"),
    path("login/set-up/", views.SetUpView.as_view(), name="portal_sign_in_set_up"),
    path(
        "account/second-factor/",
        require_admin_access(views.FactorView.as_view()),
        name="portal_second_factor",
    ),
]
