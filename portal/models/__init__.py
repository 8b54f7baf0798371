"""What every package shares: people, files, the page base, places, settings and rules."""

from .base import BasePage, SearchDocument
from .change_notes import ChangeNotes
from .files import Document, Image, Rendition
from .links import DeadLink, LinkCheck
from .open_info import OpenInfo
from .places import City, Community, CommunityName, District, InstitutionEvent
from .rules import CalendarDay, RuleSetting
from .schedule import ScheduleFailure, SchedulerLease
from .site import SiteSettings
from .topics import Topic, TopicTag
from .users import User

__all__ = [
    "BasePage",
    "CalendarDay",
    "ChangeNotes",
    "City",
    "Community",
    "CommunityName",
    "DeadLink",
    "District",
    "Document",
    "Image",
    "InstitutionEvent",
    "LinkCheck",
    "OpenInfo",
    "Rendition",
    "RuleSetting",
    "ScheduleFailure",
    "SchedulerLease",
    "SearchDocument",
    "SiteSettings",
    "Topic",
    "TopicTag",
    "User",
]
