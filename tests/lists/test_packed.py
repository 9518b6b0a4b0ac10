"""Lists that come in a zip, and what is refused of them."""

import gzip
import io
import zipfile

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source

SDN = '306,"BANCO NACIONAL DE CUBA",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
ALT = '306,220,"aka","NATIONAL BANK OF CUBA",-0- \r\n'
ADD = '306,1,-0- ,"Havana","Cuba",-0- \r\n'
XML = (
    "<sdnList><sdnEntry><uid>306</uid><lastName>BANCO NACIONAL DE CUBA</lastName>"
    "<sdnType>Entity</sdnType></sdnEntry></sdnList>"
)


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def read(tmp_path, content, **limits):
    file = tmp_path / "list.zip"
    file.write_bytes(content)
    return source.read(file, **limits)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"sdn.xml": XML}, id="one-file"),
        pytest.param({"t/data/sdn.xml": XML, "t/": ""}, id="one-file-in-folders"),
        pytest.param({"sdn.xml": XML, "__MACOSX/._sdn.xml": "x"}, id="one-file-packed-on-macos"),
        pytest.param({"README.txt": "x", "SDN.CSV": SDN}, id="sdn-beside-another"),
        pytest.param({"cons_prim.csv": SDN, "CONS_ALT.CSV": ""}, id="consolidated"),
    ],
)
def test_the_list_in_a_zip_is_read(tmp_path, files):
    (entity,) = read(tmp_path, zipped(files)).entities
    assert (entity.id, entity.caption) == ("ofac:306", "BANCO NACIONAL DE CUBA")


def test_ofacs_files_in_one_zip_are_read_together(tmp_path):
    content = zipped({"ADD.CSV": ADD, "ALT.CSV": ALT, "SDN.CSV": SDN})
    # A file beside the zip is not one of it.
    (tmp_path / "alt.csv").write_text(ALT.replace("NATIONAL", "ANOTHER"))
    result = read(tmp_path, content)
    (entity,) = result.entities
    assert [name.text for name in entity.names] == ["BANCO NACIONAL DE CUBA", "NATIONAL BANK OF CUBA"]
    assert entity.countries == ("cu",)
    assert source.digest(tmp_path / "list.zip") == result.summary.sha256


def encrypted():
    """A zip that says of its file that it is encrypted."""
    content = bytearray(zipped({"sdn.xml": XML}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def damaged():
    """A zip in which the packed bytes of its file are others."""
    content = bytearray(zipped({"sdn.xml": XML}))
    content[60] ^= 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(zipped({}), "found none", id="nothing-in-it"),
        pytest.param(zipped({"a.xml": XML, "b.xml": XML}), r"found 2 files: a\.xml, b\.xml", id="two-lists"),
        pytest.param(zipped({"sdn.csv": SDN, "cons_prim.csv": SDN}), "found 2 files", id="two-lists-of-ofac"),
        pytest.param(zipped({"new/sdn.xml": XML, "old/sdn.xml": XML}), "new/sdn.xml, old/sdn.xml", id="one-list-twice"),
        pytest.param(zipped({"sdn.xml": XML})[:-30], "not a whole zip", id="cut-off"),
        pytest.param(b"PK\x03\x04", "not a whole zip", id="begins-as-a-zip"),
        pytest.param(damaged(), "cannot be unpacked", id="damaged"),
        pytest.param(encrypted(), "cannot be unpacked.*password", id="encrypted"),
        pytest.param(zipped({"sdn.xml": ""}), "empty", id="empty-file"),
        pytest.param(zipped({"sdn.xml": "<html>"}), "web page", id="web-page"),
    ],
)
def test_a_zip_that_holds_no_list_is_refused(tmp_path, content, reason):
    with pytest.raises(ListFormatError, match=reason):
        read(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zipped({"sdn.xml": " " * 1_000_000}), id="zip"),
        pytest.param(zipped({"sdn.csv": SDN, "alt.csv": " " * 1_000_000}), id="file-beside"),
        pytest.param(gzip.compress(b" " * 1_000_000), id="gzip"),
    ],
)
def test_what_unpacks_to_too_much_is_refused(tmp_path, content):
    with pytest.raises(ListFormatError, match="more than 1000 bytes when unpacked"):
        read(tmp_path, content, most_bytes=1000)
