"""Where things are, and whether they work."""

from pydantic import BaseModel


class Health(BaseModel):
    """Whether the service works, and what of it does."""

    status: str
    checks: dict[str, str] = {}


class Index(BaseModel):
    """Where things are."""

    service: str
    version: str
    links: dict[str, str]
