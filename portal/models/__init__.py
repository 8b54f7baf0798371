"""What every package shares: people, files, the page base, places, settings and rules."""

from .base import BasePage, SearchDocument
from .change_notes import ChangeNotes
from .file_history import FileClearance, FileText, FileUse, FileVersion, is_public, uses_of
from .files import Document, Image, Rendition
from .links import DeadLink, LinkCheck
from .open_info import OpenInfo
from .places import City, Community, CommunityName, District, InstitutionEvent
from .routed import RoutedPage
from .rules import CalendarDay, RuleSetting
from .schedule import ScheduleFailure, SchedulerLease
from .site import SiteSettings
from .staff import StaffNotice
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
    "FileClearance",
    "FileText",
    "FileUse",
    "FileVersion",
    "Image",
    "InstitutionEvent",
    "LinkCheck",
    "OpenInfo",
    "Rendition",
    "RoutedPage",
    "RuleSetting",
    "ScheduleFailure",
    "SchedulerLease",
    "SearchDocument",
    "SiteSettings",
    "StaffNotice",
    "Topic",
    "TopicTag",
    "User",
    "is_public",
    "uses_of",
]
