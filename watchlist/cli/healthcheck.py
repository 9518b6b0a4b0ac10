"""`watchlist healthcheck`, in a file of its own: a container runs it every few seconds, so it imports little."""

import click
import requests

from watchlist.config import Loaded
from watchlist.errors import StoreError


@click.command()
@click.option("--url", help="Default: /readyz of the service in these settings.")
@click.pass_obj
def healthcheck(loaded: Loaded, url: str | None) -> None:
    """Ask a running service whether it is ready; for containers. Exit 0 when it is, 5 when not."""
    api = loaded.settings.api
    host = "127.0.0.1" if api.host in ("0.0.0.0", "::", "localhost") else api.host  # noqa: S104
    url = url or f"http://{f'[{host}]' if ':' in host else host}:{api.port}/readyz"
    try:
        answer = requests.get(url, timeout=3, headers={"Accept": "application/json"})
    except requests.RequestException as error:
        raise StoreError(f"{url}: no answer: {error}") from None
    if answer.status_code != 200:
        raise StoreError(f"{url}: {answer.status_code}: {answer.text[:500]}")
    click.echo("ready")
