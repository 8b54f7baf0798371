"""The pages of signing in: password, code, and setting a second factor up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.account import LoginView

from portal.problems import Refused

from . import factors, lockout, waiting
from .forms import CodeForm

TOO_MANY = 429


def held_back(request: HttpRequest) -> HttpResponse:
    """Says that there were too many tries, and when to come back."""
    minutes = int(lockout.COOL_OFF.total_seconds() // 60)
    return render(request, "portal/sign_in/held_back.html", {"minutes": minutes}, status=TOO_MANY)


class SignInView(LoginView):
    """Name and password (登录); the code follows where there is a second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Lets in who has no second factor and needs none; all others show a code first."""
        user, remember = form.get_user(), bool(form.cleaned_data.get("remember"))
        if not factors.has_factor(user) and not factors.is_demanded():
            login(self.request, user)
            if not remember:
                self.request.session.set_expiry(0)
            return HttpResponseRedirect(self.get_success_url())
        waiting.hold(self.request, user, next_url=self.get_success_url(), remember=remember)
        name = "portal_sign_in_code" if factors.has_factor(user) else "portal_sign_in_set_up"
        return HttpResponseRedirect(reverse(name))

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again, or the page for who tried too often."""
        if getattr(self.request, "axes_locked_out", False):
            return held_back(self.request)
        return super().form_invalid(form)


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class WaitingView(FormView):
    """A page for the person between password and code; all others are sent back to the start."""

    form_class = CodeForm
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nobody waits: begin again."""
        self.person = waiting.who_waits(request)
        if self.person is None:
            return HttpResponseRedirect(reverse("wagtailadmin_login"))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def refuse(self, form: CodeForm) -> HttpResponse:
        """A wrong code is counted like a wrong password."""
        lockout.count_wrong_code(self.request, self.person)
        if getattr(self.request, "axes_locked_out", False):
            self.request.session.flush()
            return held_back(self.request)
        form.add_error("code", str(factors.wrong_code()))
        return self.form_invalid(form)


class CodeView(WaitingView):
    """The code of the app, or a recovery code (验证码)."""

    template_name = "portal/sign_in/code.html"

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Signs in with a right code."""
        if not factors.passes(self.person, form.cleaned_data["code"]):
            return self.refuse(form)
        return HttpResponseRedirect(waiting.let_in(self.request, self.person))


class SetUpView(WaitingView):
    """The first sign-in where a second factor is demanded: set it up, then the desk opens."""

    template_name = "portal/sign_in/set_up.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who has an app already shows its code instead."""
        person = waiting.who_waits(request)
        if person is not None and factors.has_factor(person):
            return HttpResponseRedirect(reverse("portal_sign_in_code"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the secret to be scanned or typed."""
        return {**super().get_context_data(**kwargs), **secret_of(self.request, self.person)}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Keeps the app, signs in, and shows the recovery codes once."""
        secret = self.request.session.get(waiting.SECRET_KEY, "")
        try:
            codes = factors.set_up(self.person, secret=secret, code=form.cleaned_data["code"])
        except Refused:
            return self.refuse(form)
        next_url = waiting.let_in(self.request, self.person)
        return show_codes(self.request, codes, next_url)


def secret_of(request: HttpRequest, person: Any) -> dict[str, str]:
    """The secret of this session, the same until it is used, as text and for the square code."""
    secret = request.session.setdefault(waiting.SECRET_KEY, factors.new_secret())
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"secret": grouped, "app_address": factors.address_for_app(person, secret)}


def show_codes(request: HttpRequest, codes: list[str], next_url: str) -> HttpResponse:
    """The recovery codes, this once; kept nowhere that could be read."""
    request.session.pop(waiting.SECRET_KEY, None)
    values = {"codes": codes, "next_url": next_url}
    return render(request, "portal/sign_in/codes.html", values)


# --- For who is signed in -------------------------------------------------------------------------
@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class FactorView(FormView):
    """One's own second factor (两步验证): set up, new recovery codes, switch off where allowed."""

    template_name = "portal/sign_in/own.html"
    form_class = CodeForm
    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What there is, and the secret where there is nothing yet."""
        user = self.request.user
        has_factor = factors.has_factor(user)
        values = {"has_factor": has_factor, "is_demanded": factors.is_demanded()}
        secret = {} if has_factor else secret_of(self.request, user)
        return {**super().get_context_data(**kwargs), **values, **secret}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Every change needs a right code of now."""
        user, code = self.request.user, form.cleaned_data["code"]
        try:
            return self._change(user, code)
        except Refused as refusal:
            form.add_error("code", str(refusal.problems[0]))
            return self.form_invalid(form)

    def _change(self, user: Any, code: str) -> HttpResponse:
        own, desk = reverse("portal_second_factor"), reverse("wagtailadmin_home")
        if not factors.has_factor(user):
            secret = self.request.session.get(waiting.SECRET_KEY, "")
            codes = factors.set_up(user, secret=secret, code=code)
            self.request.session[waiting.PASSED] = True
            self.request.session.cycle_key()
            return show_codes(self.request, codes, desk)
        if not factors.passes(user, code):
            raise Refused([factors.wrong_code()])
        if "remove" in self.request.POST and not factors.is_demanded():
            factors.remove(user, by=user)
            messages.success(self.request, _("Signing in asks for the password alone now."))
            return HttpResponseRedirect(own)
        return show_codes(self.request, factors.new_recovery_codes(user), desk)
