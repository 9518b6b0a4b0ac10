"""Files in a zip, taken out one by one and within bounds."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from watchlist.errors import DocumentError

# One part of an office file in bytes; the longest books are a fifth of it.
_MOST_OF_A_PART = 50_000_000


class Zipped:
    """A zip file.

    Raises:
        DocumentError: it is damaged, locked with a password, packed in a way that is not known, or too large.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise DocumentError(f"not a zip file that can be read: {error}") from None
        self.names = [one.filename for one in self._zip.infolist() if not one.is_dir()]

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def take(self, name: str, most: int = _MOST_OF_A_PART) -> bytes:
        """One file of it; what it says of its own size is not believed."""
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise DocumentError("locked with a password")
        try:
            with self._zip.open(info) as file:
                content = file.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise DocumentError(f"damaged, or packed in a way that is not known: {error}") from None
        if len(content) > most:
            raise DocumentError(f"more than {most} bytes when unpacked; no more is allowed")
        return content

    def xml(self, name: str) -> Element:
        """One file of it as XML; one that defines entities or points outside is refused."""
        try:
            return defusedxml.ElementTree.fromstring(self.take(name))
        except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
            raise DocumentError(f"{name} is not XML that can be read: {str(error)[:200]}") from None


def local(element: Element) -> str:
    """The name of an element, or of nothing for a comment, without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def words_of(tree: Element | None, name: str) -> str | None:
    """The text of the first element of this name."""
    found = next((one for one in tree.iter() if local(one) == name), None) if tree is not None else None
    return found.text if found is not None else None
