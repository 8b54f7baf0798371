"""Screens for an administrator: who works here, invite, change roles, hand over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.posts import posts_of, remember_posts
from portal.problems import Refused

from . import actions, handing_over
from .forms import HandOverForm, InviteForm, PostForm

PAGE_SIZE = 200


class StaffScreen(WagtailAdminTemplateMixin):
    """A screen for administrators and nobody else (人员管理)."""

    header_icon = "group"
    page_title = gettext_lazy("People")
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuses everybody else."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list of people, then this screen."""
        first = {"url": reverse("staff:index"), "label": gettext("People")}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, first, here]

    @property
    def administrator(self) -> Any:
        """Who does it."""
        return self.request.user

    @cached_property
    def person(self) -> Any:
        """The person that the address names."""
        return get_object_or_404(get_user_model(), pk=self.kwargs["pk"])


class StaffListView(StaffScreen, TemplateView):
    """Everybody with an account, with the roles they have."""

    template_name = "portal/admin/staff/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """This is the list itself."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those who work here first; filtered by a word of the name."""
        wanted = self.request.GET.get("q", "").replace("\x00", "").strip()
        people = get_user_model()._default_manager.order_by("-is_active", "username")
        if wanted:
            people = people.filter(username__icontains=wanted) | people.filter(
                display_name__icontains=wanted
            )
        found = list(people.prefetch_related("groups")[:PAGE_SIZE])
        for person in found:
            remember_posts(person)
        return {**super().get_context_data(**kwargs), "people": found, "wanted": wanted}


class InviteView(StaffScreen, FormView):
    """A new account with one role; the first password is shown once, on the answer itself."""

    template_name = "portal/admin/staff/form.html"
    page_title = gettext_lazy("Invite somebody")
    form_class = InviteForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Makes the account; the password stands in no message, session or log."""
        role, place = form.post
        values = {key: form.cleaned_data[key] for key in ("username", "name", "email")}
        user, password = actions.invite(**values, role=role, place=place, by=self.administrator)
        context = self.get_context_data(form=None, person=user, password=password)
        return self.response_class(
            self.request, ["portal/admin/staff/invited.html"], context, using=self.template_engine
        )


class ChangeView(StaffScreen, FormView):
    """The roles of one person: one more, or one less."""

    template_name = "portal/admin/staff/change.html"
    form_class = PostForm

    def get_page_title(self) -> str:
        """The person's name."""
        return str(self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the person and the posts."""
        posts = posts_of(self.person)
        return {**super().get_context_data(**kwargs), "person": self.person, "posts": posts}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Takes a role away where its button was pressed; else gives one."""
        if "take" not in request.POST:
            return super().post(request, *args, **kwargs)
        wanted = request.POST["take"]
        posts = {str(post.group.pk): post for post in posts_of(self.person)}
        if wanted != "administrator" and wanted not in posts:
            return redirect(self.here)
        try:
            actions.take(self.person, post=posts.get(wanted), by=self.administrator)
        except Refused as refused:
            return self._say(refused)
        messages.success(request, _("The role was taken away."))
        return redirect(self.here)

    def form_valid(self, form: Any) -> HttpResponse:
        """Gives the role."""
        role, place = form.post
        actions.give(self.person, role=role, place=place, by=self.administrator)
        messages.success(self.request, _("The role was given."))
        return redirect(self.here)

    def _say(self, refused: Refused) -> HttpResponse:
        for problem in refused.problems:
            messages.error(self.request, str(problem))
        return redirect(self.here)

    @property
    def here(self) -> str:
        """This screen."""
        return reverse("staff:change", args=[self.person.pk])


class HandOverView(StaffScreen, FormView):
    """The list of what a person leaves, and the one button that passes it on."""

    template_name = "portal/admin/staff/hand_over.html"
    form_class = HandOverForm

    def get_page_title(self) -> str:
        """Whose hand-over it is."""
        return gettext("Hand-over of %(name)s") % {"name": self.person}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only colleagues with the same reach are offered."""
        return {**super().get_form_kwargs(), "leaver": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what is left behind."""
        left = handing_over.list_for(self.person)
        posts = posts_of(self.person)
        return {
            **super().get_context_data(**kwargs),
            "person": self.person,
            "left": left,
            "posts": posts,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Passes on; says all problems on the form when it is refused."""
        to = form.cleaned_data["to"]
        try:
            count = actions.hand_over(self.person, to=to, by=self.administrator)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(None, str(problem))
            return self.form_invalid(form)
        text = gettext("%(name)s is switched off; %(count)d things passed to %(to)s.")
        messages.success(self.request, text % {"name": self.person, "count": count, "to": to})
        return redirect("staff:index")
