"""Whose list a file is, and what is none."""

import pytest

from watchlist.errors import ListFormatError
from watchlist.lists import source


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="no-bytes"),
        pytest.param(b" \r\n\r\n", "empty", id="blank-lines"),
        pytest.param(b"<!DOCTYPE html><html><body>Please log in</body></html>", "web page", id="login-page"),
        pytest.param(b"\n<html lang='en'>Not found</html>", "web page", id="error-page"),
        pytest.param(b"36,Company,Havana\n", "nor TOML, nor a table with the columns id and name", id="another-table"),
        pytest.param(b"%PDF-1.7", "no format of an official list", id="another-format"),
        pytest.param(b"publisher =\n", "not TOML", id="toml-cut-off"),
        pytest.param(b"\x1f\x8b\x08cut", "gzip", id="gzip-cut-off"),
    ],
)
def test_what_is_no_list_is_refused_whole(tmp_path, content, reason):
    file = tmp_path / "list"
    file.write_bytes(content)
    with pytest.raises(ListFormatError, match=reason):
        source.read(file)


def test_the_consolidated_list_has_files_of_its_own(tmp_path):
    null = "-0- "
    (tmp_path / "cons_prim.csv").write_text(f'9639,"ROZANEK, Velimir","individual","NS-PLC",{",".join([null] * 8)}\n')
    (tmp_path / "cons_alt.csv").write_text('9639,1,"aka","ROSANEK, Vel",-0- \n')
    (tmp_path / "alt.csv").write_text('9639,1,"aka","OF ANOTHER LIST",-0- \n')
    (entity,) = source.read(tmp_path).entities
    assert [name.text for name in entity.names] == ["ROZANEK, Velimir", "ROSANEK, Vel"]
