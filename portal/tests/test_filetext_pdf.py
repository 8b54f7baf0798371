"""Text out of PDF documents: pages with a text layer are read, everything else says why not."""

from __future__ import annotations

import io
import random
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from portal.filereaders import limits
from portal.filetext import read_file_text
from portal.problems import Refused
from portal.tests.made_files import pdf

FIRST = "演示办法\n第一条 居民议事。"
SECOND = "第二条 公布之日起施行。"


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_file_text(data, name="演示.pdf")
    (problem,) = refusal.value.problems
    assert problem.where == "演示.pdf"
    return problem.code.removeprefix("filetext.")


def rewritten(data: bytes, *, password: str | None = None) -> bytes:
    """The document as pypdf writes it, perhaps encrypted."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_are_read_in_order_and_found_again_by_place() -> None:
    found = read_file_text(pdf(FIRST, SECOND), name="演示.pdf")
    assert found.text == f"{FIRST}\n{SECOND}"
    assert (found.kind, found.pages, found.warnings) == ("pdf", 2, ())
    assert found.place_of(found.text.index("第二条")).startswith("演示.pdf")
    assert found.page_starts == (0, len(FIRST) + 1)


def test_a_document_without_a_text_layer_asks_for_a_transcript() -> None:
    assert refusal_of(pdf("", "")) == "scanned"


def test_pictures_between_pages_of_text_are_named() -> None:
    found = read_file_text(pdf(FIRST, "", SECOND, ""), name="a.pdf")
    (warning,) = found.warnings
    assert warning.code == "filetext.pages_without_text"
    assert warning.params["pages"] == "2, 4"


@pytest.mark.parametrize("password", ["", "demo"])
def test_an_encrypted_document_is_refused_whatever_its_password(password: str) -> None:
    assert refusal_of(rewritten(pdf(FIRST), password=password)) == "encrypted"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_document_cut_off_is_refused_and_not_read_in_part(share: float) -> None:
    data = pdf(FIRST, SECOND)
    assert refusal_of(data[: int(len(data) * share)]) == "truncated"


@pytest.mark.parametrize(
    "catalog",
    [
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/OpenAction << /S /Launch /F (evil.exe) >>",
        "/Names << /EmbeddedFiles << /Names [(evil.exe) << /Type /EmbeddedFile >>] >> >>",
    ],
)
def test_scripts_and_attached_files_are_neither_run_nor_read_but_reported(catalog: str) -> None:
    found = read_file_text(pdf(FIRST, catalog=catalog), name="a.pdf")
    assert found.text == FIRST
    assert [warning.code for warning in found.warnings] == ["filetext.active_content"]


def test_more_pages_than_the_limit_are_refused_declared_or_real() -> None:
    assert refusal_of(pdf(FIRST, count=100_000)) == "too_many_pages"
    assert refusal_of(pdf(*["x"] * (limits.PAGES + 1), count=1)) == "too_many_pages"


def test_a_page_tree_that_bites_its_tail_ends() -> None:
    data = pdf(FIRST).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    assert refusal_of(data) in {"damaged", "scanned"}


def test_a_chain_of_tables_that_bites_its_tail_ends() -> None:
    plain = pdf(FIRST)
    start = plain[plain.index(b"startxref\n") + 10 :].split()[0].decode()
    try:
        found = read_file_text(pdf(FIRST, trailer=f"/Prev {start}"), name="a.pdf")
        assert found.text == FIRST
    except Refused as refusal:
        assert [problem.code for problem in refusal.problems] == ["filetext.damaged"]


def test_a_stream_that_unpacks_beyond_measure_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("x" * 100_000))))
    for page in writer.pages:
        page.compress_content_streams()
    content = writer.pages[0]["/Contents"].get_object()
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(400)) + packer.flush()
    content._data = bomb
    out = io.BytesIO()
    writer.write(out)
    assert refusal_of(out.getvalue()) == "too_heavy"


def test_a_million_objects_are_refused_before_they_are_gathered() -> None:
    data = pdf(FIRST)
    objects = b"".join(b"%d 0 obj\nnull\nendobj\n" % number for number in range(20, 700_000))
    assert refusal_of(data[:9] + objects + data[9:]) == "too_many_objects"


def test_rubbish_behind_the_right_first_bytes_is_damaged() -> None:
    assert refusal_of(b"%PDF-1.7\n" + b"rubbish " * 500 + b"%%EOF") == "damaged"


def test_bytes_turned_at_random_never_crash_the_reading() -> None:
    chance = random.Random(20261122)
    good = pdf(FIRST, SECOND, FIRST)
    for _ in range(25):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        try:
            assert read_file_text(bytes(data), name="a.pdf").text
        except Refused as refusal:
            assert refusal.problems
