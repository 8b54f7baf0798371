"""Doors (一件事一个按钮): what a person may do here, offered by packages in words of the work."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from portal.signals import DESK_DOORS

from .lines import Door


def all_doors() -> list[Door]:
    """Every door that a package offers, in order."""
    found = [door for offer in hooks.get_hooks(DESK_DOORS) for door in offer()]
    return sorted(found, key=lambda door: (door.order, door.key))


def doors_on_desk(user: Any) -> list[Door]:
    """The buttons of the first screen: only what this person may do."""
    return [door for door in all_doors() if door.on_desk and door.opens_to(user)]


def door(key: str) -> Door | None:
    """The door of this key, if there is one."""
    return next((one for one in all_doors() if one.key == key), None)
