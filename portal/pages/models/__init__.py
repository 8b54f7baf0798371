"""Pages and rows of the public site."""

from .directory import Centre, Directory, OpeningHours, OrganisationUnit
from .notices import Notice
from .regulations import Article, ArticleReference, Regulation, RegulationVersion
from .sections import NoticeSection, RegulationSection

__all__ = [
    "Article",
    "ArticleReference",
    "Centre",
    "Directory",
    "Notice",
    "NoticeSection",
    "OpeningHours",
    "OrganisationUnit",
    "Regulation",
    "RegulationSection",
    "RegulationVersion",
]
