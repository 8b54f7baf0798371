"""Pictures: drawn anew from their points, so that nothing else of the file is left.

Place and time of the photograph, the telephone's number, a smaller picture of what was cut away,
and whatever was hidden behind the picture stay in the child process.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from . import limits
from .found import Unreadable

_QUALITY = 88
_MODES = {
    "jpeg": ("RGB", "L"),
    "webp": ("RGB", "RGBA"),
    "png": ("RGB", "RGBA", "L", "LA", "P", "1"),
}


def redrawn(kind: str, data: bytes) -> bytes:
    """The picture as a new file of the same kind, turned the right way up.

    Of a moving picture the first one is kept: what moves by itself cannot be stopped by a reader.
    Refuses what is no such picture, is damaged, or has more points than fit.
    """
    Image.MAX_IMAGE_PIXELS = None  # judged here, with words
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=[kind.upper()])
        _demand_few_points(picture)
        picture.load()
        return _saved(kind, ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError):
        raise Unreadable("picture_damaged") from None


def _demand_few_points(picture: Image.Image) -> None:
    points = picture.width * picture.height
    if points > limits.PICTURE_PIXELS:
        million = 1_000_000
        raise Unreadable(
            "picture_points", count=points // million, limit=limits.PICTURE_PIXELS // million
        )


def _saved(kind: str, picture: Image.Image) -> bytes:
    modes = _MODES.get(kind, ())
    if modes and picture.mode not in modes:
        picture = picture.convert("RGBA" if "A" in picture.mode and "RGBA" in modes else "RGB")
    clean = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        clean = picture.copy()
    else:
        clean.paste(picture)
    seen = picture.info.get("transparency")
    clean.info = {} if seen is None else {"transparency": seen}
    out = io.BytesIO()
    options = {"quality": _QUALITY} if kind in ("jpeg", "webp") else {}
    clean.save(out, kind.upper(), **options)
    return out.getvalue()
