"""The forms by which files and pictures reach the portal; every screen of the desk uses them.

What is wrong with an upload is said beside its field, all of it at once.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.file_checking import FILE_MARK, check_file, redraw_picture
from portal.file_keeping import MARK_OF_DRAWN
from portal.personal_form import CheckedRow
from portal.problems import Refused
from portal.seen_rows import SeenAtSave


class FileForm(SeenAtSave, CheckedRow, BaseDocumentForm):
    """Title and file of a file for download (附件表单); a new file becomes its next version.

    A title is public with every page that shows the file: no number of a person is taken there.
    """

    version_note = forms.CharField(
        label=_("Why this file replaces the former one"),
        max_length=200,
        required=False,
        help_text=_("Stays in the history of the file; only staff see it."),
    )

    class Meta(BaseDocumentForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or "file" not in self.fields:
            del self.fields["version_note"]

    def clean_file(self) -> Any:
        """Looks at a new upload; what was found goes with it, so that it is looked at once."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                setattr(file, FILE_MARK, check_file(_rewound(file), name=file.name or ""))
            except Refused as refusal:
                raise _in_words(refusal) from None
            file.seek(0)
        return file

    def save(self, commit: bool = True) -> Any:
        """Keeps the former file: it stays as a version."""
        self.original_file = None
        self.instance.version_note = self.cleaned_data.get("version_note", "")
        return super().save(commit=commit)


class PictureField(WagtailImageField):
    """A picture that is drawn anew before anything in this process looks at it."""

    def to_python(self, data: Any) -> Any:
        """The new picture; refuses what is none."""
        if data in self.empty_values:
            return super().to_python(data)
        try:
            content, kind = redraw_picture(_rewound(data), name=data.name)
        except Refused as refusal:
            raise _in_words(refusal) from None
        drawn = SimpleUploadedFile(data.name, content, f"image/{kind}")
        setattr(drawn, MARK_OF_DRAWN, True)
        return super().to_python(drawn)


class PictureForm(SeenAtSave, CheckedRow, BaseImageForm):
    """Title and file of a picture (图片表单); once stored, a picture keeps its file.

    What is said of it is public with every page that shows it: no number of a person is taken.
    """

    class Meta(BaseImageForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stock = self.fields.get("file")
        if stock is not None and self.instance.pk is not None:
            del self.fields["file"]
        elif stock is not None:
            self.fields["file"] = PictureField(
                label=stock.label, required=stock.required, widget=stock.widget
            )


def _rewound(file: Any) -> Any:
    file.seek(0)
    return file


def _in_words(refusal: Refused) -> ValidationError:
    return ValidationError([str(problem) for problem in refusal.problems])
