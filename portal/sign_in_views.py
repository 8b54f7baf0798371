"""Signing in: password, then the second factor; nobody is signed in between the two.

Wrong codes count like wrong passwords, so that neither can be tried out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import segno
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView
from wagtail.log_actions import log

from portal import second_factor
from portal.sign_in_limits import minutes_of_waiting

WAITING = "portal_sign_in"
SECRET = "portal_second_factor_secret"  # noqa: S105 - the name of a place, not a secret
WAITS_SECONDS = 10 * 60


class SignInView(LoginView):
    """Name and password (登录)."""

    def get_form(self, form_class: Any = None) -> Any:
        """Wagtail's form makes the label of the password from its name, in English."""
        form = super().get_form(form_class)
        form.fields["password"].label = _("Password")
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Signs in, or leads on to the second factor."""
        user = form.get_user()
        remember = bool(form.cleaned_data.get("remember"))
        if not second_factor.is_demanded() and not second_factor.is_set_up(user):
            return _sign_in(self.request, user, user.backend, self.get_success_url(), remember)
        _let_wait(self.request, user, self.get_success_url(), remember)
        step = "second_factor" if second_factor.is_set_up(user) else "second_factor_set_up"
        return redirect(step)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Says that it was wrong, and from the fifth time on when to come back."""
        if getattr(self.request, "axes_locked_out", False):
            return locked_out(self.request)
        return super().form_invalid(form)


def locked_out(request: HttpRequest) -> HttpResponse:
    """Too many wrong sign-ins: when to try again, the same words for every name."""
    minutes = minutes_of_waiting()
    values = {"minutes": minutes}
    response = render(request, "portal/admin/sign_in_locked.html", values, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


# --- Between password and second factor ------------------------------------------------------
def _let_wait(request: HttpRequest, user: Any, address: str, remember: bool) -> None:
    """Notes whose password was right, in a session with a new key, for ten minutes."""
    request.session.flush()
    request.session[WAITING] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + WAITS_SECONDS,
        "next": address,
        "remember": remember,
    }


def _who_waits(request: HttpRequest) -> Any:
    """The person whose password was right a moment ago; None when there is none or it changed."""
    noted = request.session.get(WAITING)
    if not noted or noted["until"] < time.time():
        return None
    users: Any = get_user_model()._default_manager
    user = users.filter(pk=noted["user"], is_active=True).first()
    if user and constant_time_compare(noted["hash"], user.get_session_auth_hash()):
        return user
    return None


def _sign_in(
    request: HttpRequest, user: Any, backend: str, address: str, remember: bool
) -> HttpResponse:
    """Signs in under a new session key."""
    login(request, user, backend=backend)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    return redirect(address)


def _finish(request: HttpRequest, user: Any) -> str:
    """Signs in who waited, marked; answers where the person wanted to go."""
    noted = request.session.pop(WAITING)
    _sign_in(request, user, noted["backend"], noted["next"], noted["remember"])
    second_factor.mark(request, user)
    address: str = noted["next"]
    return address


def _is_held_back(request: HttpRequest, user: Any) -> bool:
    credentials = {"username": user.get_username()}
    return not AxesProxyHandler.is_allowed(request, credentials)


def _note_failure(request: HttpRequest, user: Any) -> None:
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


# --- The second factor -----------------------------------------------------------------------
class CodeForm(forms.Form):
    """One code, as typed: six digits of the app or eight of the list."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, is_right: Callable[[str], bool], **options: Any) -> None:
        self.is_right = is_right
        super().__init__(*args, **options)

    def clean_code(self) -> str:
        """The code, when it is right."""
        code: str = self.cleaned_data["code"]
        if not self.is_right(code):
            raise forms.ValidationError(_("This code is not right, or it has been used."))
        return code


class _StepView(FormView):
    """One step that asks a person for a code; wrong ones are counted."""

    form_class = CodeForm
    user: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Leads back to the password when nobody waits here."""
        self.user = self.person()
        if self.user is None:
            return redirect("wagtailadmin_login")
        if request.method == "POST" and _is_held_back(request, self.user):
            return locked_out(request)
        return super().dispatch(request, *args, **kwargs)

    def person(self) -> Any:
        """Who is asked."""
        return _who_waits(self.request)

    def is_right(self, code: str) -> bool:
        """Whether the code is the person's."""
        return second_factor.accepts(self.user, code)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form judges the code."""
        return {**super().get_form_kwargs(), "is_right": self.is_right}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Counts the wrong code."""
        _note_failure(self.request, self.user)
        if getattr(self.request, "axes_locked_out", False):
            return locked_out(self.request)
        return super().form_invalid(form)


class SecondFactorView(_StepView):
    """The code after the password (第二重验证)."""

    template_name = "portal/admin/second_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Signs in."""
        return redirect(_finish(self.request, self.user))


class SetUpView(_StepView):
    """Takes a phone into use: after the password where it is demanded, else from the account."""

    template_name = "portal/admin/second_factor_set_up.html"

    def person(self) -> Any:
        """Who waits, or who is signed in; a second factor in use is removed before, never here."""
        user = _who_waits(self.request)
        if user is None and self.request.user.is_authenticated:
            user = self.request.user
        return None if user is None or second_factor.is_set_up(user) else user

    def is_right(self, code: str) -> bool:
        """Whether the app has understood the picture."""
        return second_factor.fits(self.secret, code)

    @property
    def secret(self) -> str:
        """The same until it is taken into use."""
        session = self.request.session
        if SECRET not in session:
            session[SECRET] = second_factor.new_secret()
        return str(session[SECRET])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The picture, drawn here, and the same as letters."""
        address = second_factor.app_address(self.user, self.secret)
        picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
        letters = [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]
        return super().get_context_data(**kwargs, picture=picture, letters=" ".join(letters))

    def form_valid(self, form: Any) -> HttpResponse:
        """Shows the codes to write down: once, and never again."""
        codes = second_factor.set_up(self.user, self.secret)
        self.request.session.pop(SECRET)
        log(self.user, "portal.second_factor_set_up", user=self.user)
        onward = reverse("wagtailadmin_home")
        if WAITING in self.request.session:
            onward = _safe(self.request, _finish(self.request, self.user))
        else:
            self.request.session.cycle_key()
            second_factor.mark(self.request, self.user)
        values = {"codes": codes, "onward": onward}
        return render(self.request, "portal/admin/second_factor_codes.html", values)


def _safe(request: HttpRequest, address: str) -> str:
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("wagtailadmin_home")


class RemoveView(_StepView):
    """Gives up the second factor with a last code, as to change to another phone."""

    template_name = "portal/admin/second_factor_remove.html"

    def person(self) -> Any:
        """Who is signed in and has one."""
        user = self.request.user
        return user if user.is_authenticated and second_factor.is_set_up(user) else None

    def form_valid(self, form: Any) -> HttpResponse:
        """Removes it and leads on to the next phone."""
        second_factor.remove(self.user)
        self.request.session.pop(second_factor.MARK, None)
        self.request.session.cycle_key()
        log(self.user, "portal.second_factor_removed", user=self.user)
        return redirect("second_factor_set_up")
