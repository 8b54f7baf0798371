"""Zip archives, as DOCX files are: looked over before anything is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from . import limits
from .found import Unreadable

_UTF8_NAME = 0x800
"""The flag by which a member says that its name is UTF-8."""


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, if all its members are harmless to unpack; otherwise refused, naming one.

    Refuses too many or too large members, suspicious ratios, duplicate names, paths that lead out
    (zip slip), symbolic links, encryption and rare packing methods.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable("damaged") from None
    members = archive.infolist()
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise Unreadable("archive_members", count=len(members), limit=limits.ARCHIVE_MEMBERS)
    _demand_modest_size(members, len(data))
    names: set[str] = set()
    for member in members:
        if member.filename.lower() in names:
            raise Unreadable("archive_duplicate", part=member.filename)
        names.add(member.filename.lower())
        _demand_harmless(member)
    return archive


def content(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one member, which `opened` has judged; refuses a damaged or missing one."""
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise Unreadable("damaged", part=name) from None


def _demand_modest_size(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.UNPACKED_BYTES:
        raise Unreadable("archive_size", limit=limits.UNPACKED_BYTES // limits.MEGABYTE)
    if unpacked > max(packed * limits.UNPACKED_RATIO, limits.SMALL_MEMBER_BYTES):
        raise Unreadable("archive_ratio", limit=limits.UNPACKED_RATIO)


def _demand_harmless(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    steps = name.replace("\\", "/").split("/")
    if ".." in steps or name.startswith(("/", "\\")) or ":" in name or "\x00" in name:
        raise Unreadable("archive_path", part=member.filename)
    if not name.isascii() and not member.flag_bits & _UTF8_NAME:
        raise Unreadable("archive_name", part=member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable("archive_link", part=member.filename)
    if member.flag_bits & 0x1:
        raise Unreadable("encrypted", part=member.filename)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("damaged", part=member.filename)
    ratio_limit = max(member.compress_size * limits.UNPACKED_RATIO, limits.SMALL_MEMBER_BYTES)
    if member.file_size > ratio_limit:
        raise Unreadable("archive_ratio", part=member.filename, limit=limits.UNPACKED_RATIO)
