"""What the public site adds to Wagtail: panels of the home pages and the editors' screens."""

from typing import Any

from wagtail import hooks

from . import (  # noqa: F401
    banners,
    community_panels,
    desk_doors,
    desk_parts,
    directory_frame,
    due,
    home_panels,
    import_menu,
    information_frame,
    notice_desk,
    sitemap_parts,
    structured_data,
)
from .article_viewsets import ArticleViewSet
from .demo import desk_work, loading  # noqa: F401
from .version_viewsets import VersionViewSet
from .viewsets import CommunityRows


@hooks.register("register_admin_viewset")
def own_screens() -> list[Any]:
    """What a community and a regulation keep in rows."""
    return [CommunityRows(), VersionViewSet(), ArticleViewSet()]
