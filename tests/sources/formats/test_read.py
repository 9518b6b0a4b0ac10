"""Foreign formats: what each says, where it says it, and what is refused."""

import gzip
import re
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from tests.sources.formats.made import TYPES, docx, odt, pdf, zipped
from watchlist.model.documents import ZoneKind
from watchlist.sources.formats import read as formats
from watchlist.sources.formats.parts import Asked, Part, Refused


def read(content, **known):
    return formats.read(content.encode() if isinstance(content, str) else content, Asked(**known))


def one(content, **known):
    (part,) = read(content, **known)
    assert isinstance(part, Part), part.reason
    return part


def told(part):
    return [(zone.kind.value, part.text[zone.start : zone.end]) for zone in part.zones]


def p(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells):
    return f"<w:tr>{''.join(f'<w:tc>{p(cell)}</w:tc>' for cell in cells)}</w:tr>"


@pytest.mark.parametrize(
    ("content", "zones"),
    [
        pytest.param(docx(p("One") + p("Two")), [("main", "One\nTwo")], id="paragraphs"),
        pytest.param(
            docx("<w:p><w:r><w:t>Sergei </w:t></w:r><w:r><w:t>Sho</w:t><w:t>igu</w:t></w:r></w:p>"),
            [("main", "Sergei Shoigu")], id="a-name-in-three-runs",
        ),
        pytest.param(
            docx("<w:p><w:r><w:t>Shoigu</w:t><w:tab/><w:t>1955</w:t><w:br/><w:t>Tu</w:t><w:noBreakHyphen/><w:t>160</w:t>"
                 "</w:r></w:p>"),
            [("main", "Shoigu 1955\nTu-160")], id="tab-break-and-hyphen",
        ),
        pytest.param(
            docx(p("Annex") + f"<w:tbl>{row('SHOIGU', 'Sergei')}{row('PETROV', 'Pyotr')}</w:tbl>" + p("End")),
            [("main", "Annex"), ("table", "SHOIGU Sergei\nPETROV Pyotr"), ("main", "End")], id="a-table-row-is-a-line",
        ),
        pytest.param(
            docx("<w:p><w:del><w:r><w:delText>Petrov</w:delText></w:r></w:del><w:ins><w:r><w:t>Shoigu</w:t></w:r></w:ins>"
                 "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r></w:p>"),
            [("main", "Shoigu")], id="deleted-words-and-codes-are-not-shown",
        ),
        pytest.param(
            docx(f"<w:p><w:r><w:t>Line</w:t><w:pict><w:txbxContent>{p('Box')}</w:txbxContent></w:pict></w:r></w:p>"
                 + p("Next")),
            [("main", "Line"), ("rest", "Box"), ("main", "Next")], id="a-text-box-stands-apart",
        ),
        pytest.param(
            docx(p("Body"), header1=p("Head"), footnotes=p("Note"), comments=p("Comment"), styles=p("never")),
            [("main", "Body"), ("rest", "Head\nNote\nComment")], id="headers-notes-and-comments",
        ),
        pytest.param(
            odt("<text:h>Annex</text:h><text:p>Sergei<text:s/><text:span>Sho</text:span>igu<text:tab/>1955</text:p>"),
            [("main", "Annex\nSergei Shoigu 1955")], id="odt-paragraphs",
        ),
        pytest.param(
            odt("<table:table><table:table-row><table:table-cell><text:p>SHOIGU</text:p></table:table-cell>"
                "<table:table-cell><text:p>Sergei</text:p></table:table-cell></table:table-row></table:table>"),
            [("table", "SHOIGU Sergei")], id="odt-table",
        ),
        pytest.param(
            odt("<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>Body<text:note>"
                "<text:note-citation>1</text:note-citation><text:note-body><text:p>Note</text:p></text:note-body>"
                "</text:note> goes on<office:annotation><dc:creator>Editor</dc:creator><text:p>Really?</text:p>"
                "</office:annotation></text:p>",
                styles="<style:master-page><style:header><text:p>Head</text:p></style:header></style:master-page>"),
            [("main", "Body goes on"), ("rest", "Note\nReally?\nHead")], id="odt-notes-comments-and-header",
        ),
        pytest.param(
            rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\b Sergei} \u1064?\'ee\'e9\'e3\'f3\par Next}",
            [("main", "Sergei Шойгу\nNext")], id="rtf-with-another-alphabet",
        ),
        pytest.param(pdf("Sergei Shoigu", "Page two"), [("main", "Sergei Shoigu\n\nPage two")], id="pdf"),
        pytest.param(pdf(None, "Caption"), [("main", "Caption")], id="pdf-with-a-picture"),
        pytest.param(pdf("Once", kids="2 0 R 10 0 R 2 0 R"), [("main", "Once")], id="pdf-that-has-itself-for-a-page"),
    ],
)  # fmt: skip
def test_what_a_paper_says_and_where(content, zones):
    assert told(one(content)) == zones


@pytest.mark.parametrize(
    ("content", "known", "text"),
    [
        pytest.param("Шойгу".encode("cp1251"), {"charset": "cp1251"}, "Шойгу", id="text-with-a-charset"),
        pytest.param("Шойгу".encode(), {"charset": "cp1251"}, "Шойгу", id="utf-8-whatever-is-said"),
        pytest.param("Шойгу в Москве".encode("koi8-r"), {"charset": "nonsense"}, "Шойгу в Москве", id="unknown"),
        pytest.param("<p>Шойгу</p>".encode("cp1251"), {"media_type": "text/html", "charset": "windows-1251"}, "Шойгу",
                     id="page-by-header"),
        pytest.param('<html><meta charset="windows-1251"><p>Шойгу'.encode("cp1251"), {}, "Шойгу", id="page-by-meta"),
        pytest.param('<html><meta charset="windows-1251"><p>Шойгу'.encode("utf-8-sig"), {}, "Шойгу", id="page-by-mark"),
        pytest.param('<html><meta charset="utf-7"><p>Шойгу'.encode(), {}, "Шойгу", id="page-with-a-wrong-meta"),
        pytest.param("<html><p>Сергей Шойгу прибыл в Москву с визитом".encode("cp1251"), {},
                     "Сергей Шойгу прибыл в Москву с визитом", id="page-by-its-looks"),
        pytest.param("<html><p>Шойгу".encode("utf-16"), {"media_type": "text/html"}, "Шойгу", id="page-in-utf-16"),
        pytest.param(b"<p>M\x81ller</p>", {"media_type": "text/html", "charset": "utf-8"}, "M\ufffdller", id="damaged"),
        pytest.param("# Annex\n\n* Shoigu", {"name": "a.md"}, "# Annex\n\n* Shoigu", id="markdown"),
        pytest.param(gzip.compress(b"<html><p>Shoigu"), {"name": "a.html.gz"}, "Shoigu", id="page-in-gzip"),
    ],
)  # fmt: skip
def test_the_encoding(content, known, text):
    assert one(content, **known).text == text


PAGE = """<!doctype html><html lang="ru-RU"><head><title>News | Site</title>
<meta property="og:title" content="Sanctions on Sergei Shoigu"><meta name="author" content="Jane Roe">
<meta property="article:published_time" content="2024-02-23T10:00:00+03:00">
<link rel="canonical" href="/2024/shoigu"></head><body><nav><a href="/">Home</a><a href="/r">Rosneft</a></nav>
<article><h1>Sanctions</h1><p>The minister of defence was sanctioned on Friday by the council, which said that he bears
responsibility for the actions of the armed forces, and the measures are in force from today.</p>
<figure><img src="x.png" alt="Portrait of Gerasimov"><figcaption>Photo: Shoigu with Belousov</figcaption></figure>
<table><tr><td>Company</td><td>Uralvagonzavod</td></tr></table></article>
<script>var hidden = "Prigozhin"</script><style>.Prigozhin {}</style><!-- Prigozhin -->
<noscript>Turn on scripts, says Patrushev</noscript><footer>Owned by Malofeev</footer></body></html>"""


def test_a_page_and_what_stands_around_its_main_text():
    part = one(PAGE, url="https://news.example/a?utm_source=x")
    assert part.title == "Sanctions on Sergei Shoigu"
    assert (part.author, part.language, part.url) == ("Jane Roe", "ru", "https://news.example/2024/shoigu")
    assert part.published_at == datetime(2024, 2, 23, 7, tzinfo=UTC)
    kinds = {zone.kind: part.text[zone.start : zone.end] for zone in part.zones}
    assert kinds[ZoneKind.TITLE] == part.title
    assert "bears\n" not in kinds[ZoneKind.MAIN]
    assert "responsibility for the actions of the armed forces" in kinds[ZoneKind.MAIN]
    assert re.search(r"\bRosneft\b", part.text)
    for name in ("Belousov", "Uralvagonzavod", "Malofeev", "Gerasimov", "Patrushev"):
        assert name in part.text
    assert "Prigozhin" not in part.text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("", (None, None, None), id="nothing-said"),
        pytest.param('<script type="application/ld+json">{"@graph": [{"@type": "News", "datePublished": "2024-02-23",'
                     ' "author": [{"name": "Jane Roe"}]}]}</script>', ("Jane Roe", 2024, None), id="json-ld"),
        pytest.param('<script type="application/ld+json">{nonsense</script>', (None, None, None), id="broken-json-ld"),
        pytest.param('<meta name="date" content="1970-01-01">', (None, None, None), id="a-day-that-no-page-has"),
        pytest.param('<meta name="date" content="2099-01-01">', (None, None, None), id="a-day-to-come"),
        pytest.param('<link rel="canonical" href="https://elsewhere.example/a">', (None, None, None), id="not-ours"),
        pytest.param('<link rel="canonical" href="javascript:x">', (None, None, None), id="no-address"),
        pytest.param('<link rel="canonical" href="http://[">', (None, None, None), id="no-address-at-all"),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(head, expected):
    part = one(f"<html><head>{head}</head><body><p>Text", url="https://news.example/a")
    assert (part.author, part.published_at and part.published_at.year, part.url) == expected


def message(subject="Sanctions", text="Shoigu met them.", markup=None):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "Пётр Иванов <p@example.org>", "Desk <d@example.org>"
    mail["Date"] = "Fri, 23 Feb 2024 10:00:00 +0300"
    mail.set_content(text)
    if markup:
        mail.add_alternative(markup, subtype="html")
    return mail


def test_a_message_with_its_people():
    part = one(message().as_bytes(), name="a.eml")
    assert (part.title, part.author, part.published_at) == (
        "Sanctions",
        "Пётр Иванов",
        datetime(2024, 2, 23, 7, tzinfo=UTC),
    )
    assert told(part) == [
        ("title", "Sanctions"), ("main", "Shoigu met them."),
        ("rest", "From: Пётр Иванов <p@example.org>\nTo: Desk <d@example.org>"),
    ]  # fmt: skip


def test_a_message_in_two_forms_says_each_thing_once():
    mail = message(markup="<p>Shoigu met them.</p><table><tr><td>Belousov</td></tr></table>")
    text = one(mail.as_bytes(), name="a.eml").text
    assert text.count("Shoigu met them.") == 1
    assert "Belousov" in text


def test_what_is_attached_is_read_by_its_own_format():
    mail = message()
    mail.add_attachment(pdf("Order 12"), maintype="application", subtype="pdf", filename="order.pdf")
    mail.add_attachment(docx(p("Annex")), maintype="application", subtype="octet-stream", filename="annex.docx")
    mail.add_attachment("Шойгу".encode("koi8-r"), maintype="text", subtype="plain", filename="note.txt")
    mail.add_attachment(zipped({"a/b.txt": "Inside", "__MACOSX/b": "no", ".DS_Store": "no"}), maintype="application",
                        subtype="zip", filename="all.zip")  # fmt: skip
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    mail.get_payload()[3].set_param("charset", "koi8-r")
    mail.add_attachment(message("Forwarded", "Belousov signed."))
    parts = read(mail.as_bytes(), name="a.eml")
    assert [(part.name, part.text if isinstance(part, Part) else part.reason) for part in parts[1:-1]] == [
        ("order.pdf", "Order 12"), ("annex.docx", "Annex"), ("note.txt", "Шойгу"), ("all.zip/a/b.txt", "Inside"),
        ("scan.png", "a picture; OCR is not done"),
    ]  # fmt: skip
    assert (parts[-1].title, "Belousov signed." in parts[-1].text) == ("Forwarded", True)


def nested(depth):
    mail = message(f"Depth {depth}", "The innermost.")
    for number in range(depth):
        outer = message(f"Level {number}", "Look inside.")
        outer.add_attachment(mail)
        mail = outer
    return mail.as_bytes()


def test_mail_in_mail_is_read_to_a_depth_and_said_to_go_deeper():
    parts = read(nested(10), name="a.eml")
    assert [part.title for part in parts if isinstance(part, Part)] == [f"Level {number}" for number in range(9, 3, -1)]
    assert [part.reason for part in parts if isinstance(part, Refused)] == ["more than 5 files deep in one another"]


def zip_in_zip(depth):
    content = zipped({"bottom.txt": "bottom"})
    for _ in range(depth):
        content = zipped({"inner.zip": content})
    return content


LOCKED = bytearray(zipped({"a.txt": "Shoigu"}))
LOCKED[6] |= 1
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("content", "known", "reason"),
    [
        pytest.param(b"", {}, "empty", id="no-bytes"),
        pytest.param(b"  \n", {"name": "a.html"}, "empty", id="blanks"),
        pytest.param(pdf(None), {}, "needs? OCR|need OCR", id="a-pdf-of-pictures"),
        pytest.param(pdf("x", kids="2 0 R"), {}, "page 1 of the PDF is damaged", id="a-pdf-that-is-its-only-page"),
        pytest.param(b"%PDF-1.7\nnonsense", {}, "not a PDF that can be read", id="a-pdf-in-name"),
        pytest.param(zipped({"[Content_Types].xml": TYPES}), {"name": "a.docx"}, "docx without its main part",
                     id="docx-without-main-part"),
        pytest.param(zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"}), {}, "no text .a table",
                     id="a-workbook"),
        pytest.param(docx("<w:p>").replace(b"PK\x03\x04", b"PK\x03\x05", 1), {"name": "a.docx"}, "not|damaged|text",
                     id="docx-with-damage"),
        pytest.param(zipped({"word/document.xml": "<a><b></a>"}), {}, "not XML that can be read", id="docx-no-xml"),
        pytest.param(zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), {},
                     "not XML that can be read", id="docx-with-entities"),
        pytest.param(zipped({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}), {}, "nested more than 200 deep",
                     id="docx-nested"),
        pytest.param(docx(""), {}, "no text in it", id="docx-empty"),
        pytest.param(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), {}, "odt without its main part",
                     id="odt-without-main-part"),
        pytest.param(zipped({"mimetype": "application/epub+zip", "a.xhtml": "<p>x"}), {}, "office file that is no text",
                     id="a-book"),
        pytest.param(zipped({}), {}, "zip is empty", id="an-empty-zip"),
        pytest.param(b"PK\x03\x04 and so on", {}, "not a zip file", id="a-zip-cut-off"),
        pytest.param(bytes(LOCKED), {}, "locked with a password", id="a-locked-zip"),
        pytest.param(zipped({"a.txt": b"0" * 120_000_000}), {}, "more than 100000000 bytes", id="a-zip-bomb"),
        pytest.param(zip_in_zip(7), {}, "more than 5 files deep", id="a-zip-in-zips"),
        pytest.param(zipped({f"{number}.txt": "x" for number in range(1001)}), {}, "a zip of 1001 files", id="many"),
        pytest.param(gzip.compress(b"0" * 120_000_000), {}, "more than 100000000 bytes", id="a-gzip-bomb"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", {"name": "a.doc"}, "save it as docx", id="old-word"),
        pytest.param(b"\x89PNG\r\n", {}, "OCR", id="a-picture"),
        pytest.param(b"Rar!\x1a\x07", {}, "pack it as zip", id="a-rar"),
        pytest.param(b"\x00\x01\x02\x03", {}, "not text", id="bytes"),
        pytest.param("<html><body><script>draw()</script></body></html>", {}, "no text; it may be made by a script",
                     id="a-page-made-by-script"),
        pytest.param(b"{\\rtf1 }", {}, "no text in it", id="empty-rtf"),
        pytest.param(b"Subject: \nContent-Type: image/png\n\n", {"name": "a.eml"}, "no text|picture", id="no-mail"),
        pytest.param(b"Content-Type: application/pkcs7-mime\nSubject: Secret\n\nAAAA", {"name": "a.eml"}, "encrypted",
                     id="encrypted-mail"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(content, known, reason):
    refused = [part.reason for part in read(content, **known) if isinstance(part, Refused)]
    assert len(refused) == 1
    assert re.search(reason, refused[0])
