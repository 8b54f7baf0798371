"""Lays the plain site: `python -m plain.lay COUNT`, the rows of the portal's benchmark again."""

from __future__ import annotations

import os
import sys


def main(count: int) -> None:
    """Migrates and adds `count` items at depth 6 with two tags and two files in the text."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plain.settings")
    import django

    django.setup()
    from corpus import documents
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from wagtail.documents.models import Document
    from wagtail.models import Page, Site

    from plain.models import Banner, FolderPage, ItemPage, PlainSettings

    call_command("migrate", verbosity=0)
    page = Page.objects.get(depth=1)
    for slug in ("linhe", "liuwan", "qingheli", "notices"):
        page = page.add_child(instance=FolderPage(title=slug, slug=slug, show_in_menus=True))
    home = Page.objects.get(slug="linhe")
    for slug in ("regulations", "centre"):
        home.add_child(instance=FolderPage(title=slug, slug=slug, show_in_menus=True))
    Site.objects.all().delete()
    site = Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    PlainSettings.objects.create(site=site, host_unit="演示单位", hotline="0000-8800 1122")
    Banner.objects.create(text="演示：今晚有暴雨，请不要去河边。")
    files = [Document(title=f"附件{number}（演示）") for number in (1, 2)]
    for file in files:
        file.file.save("file.txt", ContentFile("演示".encode()))
    links = "".join(f'<p><a linktype="document" id="{f.pk}">{f.title}</a></p>' for f in files)
    for text in documents(count):
        item = ItemPage(
            title=text.title,
            slug=text.slug,
            summary=text.summary,
            issuer="临河市社区工作办公室（演示）",
            published_on=text.day,
            body=text.body + links,
        )
        item.tags.add("停水", "物业")
        page.add_child(instance=item)


if __name__ == "__main__":
    main(int(sys.argv[1]))
