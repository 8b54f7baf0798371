"""Who of the staff may work with a file or picture (附件权限): by its collection, or as uploader.

The same rules as at Wagtail's own screens; each of its releases keeps them in another place.
"""

from __future__ import annotations

from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import Image as WagtailImage
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from portal.models import Document, Image

_OWNER = "uploaded_by_user"

FILES = CollectionOwnershipPermissionPolicy(
    Document, auth_model=WagtailDocument, owner_field_name=_OWNER
)
PICTURES = CollectionOwnershipPermissionPolicy(
    Image, auth_model=WagtailImage, owner_field_name=_OWNER
)
