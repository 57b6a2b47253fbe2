"""The command `cache`: what earlier runs left in the folder `.kreissverify_cache`."""

from __future__ import annotations

import typer

from kreissverify.cli.common import naming

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="The verdicts that earlier runs left in this folder.")


@app.command()
def clear() -> None:
    """Remove the verdicts that earlier runs in this folder have kept."""
    from kreissverify.evidence.cache.verdicts import FOLDER
    from kreissverify.system.content_store import ContentStore

    with naming(FOLDER.as_posix()):
        count = ContentStore(FOLDER).clear()
    typer.echo(f"{count} entries removed" if count else "nothing was kept")


@app.callback()
def _cache() -> None:
    pass
