"""Files made for tests, byte by byte: Word and PDF documents and zip archives, good and bad."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of the given members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def links(*rows: tuple[str, str, str]) -> str:
    """A relationships part of (kind, target, mode) rows."""
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for number, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def word_members(body: str, *, main: str = "word/document.xml") -> dict[str, bytes | str]:
    """The members of a Word document with the given inner XML of its body."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": links(("officeDocument", main, "")),
        main: f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }


def word(body: str, **parts: bytes | str) -> bytes:
    """A Word document; `parts` are further members, `__` in a name standing for `/`."""
    more = {name.replace("__", "/"): content for name, content in parts.items()}
    return zipped({**word_members(body), **more})


def paragraph(text: str, style: str = "") -> str:
    """One paragraph, perhaps with a style."""
    settings = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{settings}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: list[str]) -> str:
    """A table; each cell is inner XML."""
    lines = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def pdf(*pages: str, catalog: str = "", trailer: str = "", count: int | None = None) -> bytes:
    """A PDF document with a text layer; a page without text shows a picture instead."""
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /Demo /Encoding /Identity-H "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Demo "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] "
        b"/ToUnicode 4 0 R >>",
        4: _stream(_meanings("".join(pages)).encode()),
    }
    kids = []
    for text in pages:
        number = max(objects) + 1
        kids.append(f"{number} 0 R")
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 700] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[number + 1] = _stream(_shown(text))
    declared = len(pages) if count is None else count
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {declared} >>".encode()
    return _assembled(objects, trailer)


def _shown(text: str) -> bytes:
    """The drawing of lines of text, or of a picture when there is none."""
    if not text:
        return b"q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
    lines = (f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in text.split("\n"))
    return f"BT /F1 12 Tf 50 650 Td {' '.join(lines)} ET".encode()


def _meanings(text: str) -> str:
    """The map from the font's codes to characters; the codes are the characters themselves."""
    codes = sorted({f"{ord(char):04x}" for char in text if ord(char) > 31} | {"0020"})
    rows = "\n".join(f"<{code}> <{code}>" for code in codes)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar\nendcmap end end"
    )


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assembled(objects: Mapping[int, bytes], trailer: str) -> bytes:
    out = b"%PDF-1.7\n"
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = "".join(f"{places[number]:010} 00000 n \n" for number in sorted(places))
    size = max(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R"
    return out + f"{end} {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n".encode()
