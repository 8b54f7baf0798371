"""Settings of the installation: whose portal this is, and the row that frames every page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.personal_form import PublicRowForm


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Identity of the installation (主办单位, 网站标识码 …): empty is hidden, never invented.

    `navigation` is kept by `portal.models.frame` in the transaction that changes a menu
    page or a community: {"words": [{"label", "title", "path"}], "communities": [{"id", "name",
    "district", "path", "words"}], "banners": […], "footer": […]}, paths relative to the site's
    root page; the last two and more come from packages by the hook FRAME_PARTS.
    """

    is_demo = models.BooleanField(_("this is a demonstration (演示)"), default=False)
    host_unit = models.CharField(_("host unit (主办单位)"), max_length=120, blank=True)
    hotline = models.CharField(_("hotline"), max_length=40, blank=True)
    identification_code = models.CharField(
        _("website identification code (网站标识码)"), max_length=40, blank=True
    )
    icp_no = models.CharField(_("ICP record number"), max_length=60, blank=True)
    police_no = models.CharField(_("police record number"), max_length=60, blank=True)
    government_mark = models.CharField(
        _("code of the Party and government website mark (党政机关网站标识)"),
        max_length=60,
        blank=True,
    )
    contact = models.CharField(_("contact of the host unit"), max_length=200, blank=True)
    is_unlisted = models.BooleanField(
        _("keep out of search engines"),
        default=False,
        help_text=_("A demonstration is always kept out."),
    )
    navigation = models.JSONField(default=dict, editable=False)

    base_form_class = PublicRowForm
    official_numbers = ("identification_code", "icp_no", "police_no", "government_mark")
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("host_unit"),
                FieldPanel("contact"),
                FieldPanel("hotline"),
                FieldPanel("is_demo"),
                FieldPanel("is_unlisted"),
            ],
            heading=_("Identity"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("identification_code"),
                FieldPanel("icp_no"),
                FieldPanel("police_no"),
                FieldPanel("government_mark"),
            ],
            heading=_("Registrations shown in the footer"),
        ),
    ]

    class Meta:
        verbose_name = _("portal settings")
        verbose_name_plural = _("portal settings")
