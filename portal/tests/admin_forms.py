"""What a browser would send: the fields of a form as they stand on an admin page."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.urls import reverse


def fields_of(response: Any, form_id: str = "") -> dict[str, Any]:
    """Names and values of the form with this id, or of the first form that posts."""
    soup = BeautifulSoup(response.content, "html.parser")
    wanted: dict[str, Any] = {"id": form_id} if form_id else {"method": ["post", "POST"]}
    form = soup.find("form", attrs=wanted)
    assert isinstance(form, Tag), "the page has no such form"
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if name and not field.has_attr("disabled") and (value := _value(field)) is not None:
            values[name] = value
    return values


def _value(field: Tag) -> Any:
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.name == "select":
        return [option.get("value", "") for option in field.find_all("option", selected=True)]
    kind = field.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return field.get("value", "on") if field.has_attr("checked") else None
    return None if kind in {"submit", "button", "file"} else field.get("value", "")


def opened(person: Any, screen: str, row: Any) -> dict[str, Any]:
    """The form of a row as a person at the desk has it before the eyes."""
    address = reverse(f"{screen}:edit", args=[row.pk])
    return fields_of(person.browser.get(address), "w-editor-form")


def opened_and_sent(browser: Any, address: str, changes: dict[str, Any]) -> Any:
    """The answer to the form of a row, opened by this browser and sent with these changes."""
    return browser.post(address, {**fields_of(browser.get(address), "w-editor-form"), **changes})


def messages_of(response: Any) -> list[str]:
    """The messages shown on the page that a redirect led to."""
    return [str(message).strip() for message in response.context["messages"]]


def words_of(response: Any) -> str:
    """The visible words of a page."""
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
