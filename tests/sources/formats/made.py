"""Small files in foreign formats, with just what a case is about."""

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "draw", "meta"))
_DUBLIN = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def zipped(files):
    """A zip of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body):
    """A part of a docx, around what stands in it."""
    return f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def docx(body, **parts):
    """A docx with this body, and other parts by their names without the ending."""
    others = {f"word/{name}.xml": word(content) for name, content in parts.items() if name != "core"}
    core = {"docProps/core.xml": f"<core {_DUBLIN}>{parts['core']}</core>"} if "core" in parts else {}
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": word(body)} | others | core)


def odt(body, styles="", meta=""):
    """An odt with this text, these styles and this about it."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document {_SPACES} {_DUBLIN}><office:body><office:text>{body}</office:text>"
            "</office:body></office:document>",
            "styles.xml": f"<office:styles {_SPACES}>{styles}</office:styles>",
            "meta.xml": f"<office:meta {_SPACES} {_DUBLIN}>{meta}</office:meta>",
        }
    )


def pdf(*pages, info="", kids=None):
    """A PDF with the lines of a text on each page; a page of None is a picture. `kids` replaces its list of pages."""
    objects = {1: "<< /Type /Catalog /Pages 2 0 R >>", 3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
    refs = []
    for number, text in enumerate(pages):
        page, stream = 10 + 2 * number, 11 + 2 * number
        refs.append(f"{page} 0 R")
        shown = "".join(f"({line}) Tj T* " for line in (text or "").split("\n"))
        drawn = "0 0 50 50 re f" if text is None else f"BT /F1 8 Tf 10 TL 40 760 Td {shown}ET"
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {stream} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects[stream] = f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"
    objects[2] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids or ' '.join(refs)}] >>"
    objects[4] = f"<< {info} >>"
    out = b"%PDF-1.4\n"
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        out += f"{number} 1\n{place:010} 00000 n \n".encode()
    return out + f"trailer\n<< /Size 1000 /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
