"""The command `cache`: what earlier runs left in the folder `.kreissverify_cache`."""

from __future__ import annotations

import typer

from kreissverify.cli.common import naming, wrong

__all__ = ["app"]

app = typer.Typer()


@app.callback(invoke_without_command=True)
def cache(context: typer.Context) -> None:
    """Say how many verdicts earlier runs left in this folder; `cache clear` removes them."""
    from kreissverify.evidence.cache.verdicts import FOLDER
    from kreissverify.system.content_store import ContentStore

    if FOLDER.is_symlink() or (FOLDER.exists() and not FOLDER.is_dir()):
        raise wrong(FOLDER.as_posix(), "it is no folder, so that nothing is kept: move it away")
    if context.invoked_subcommand is None:
        store = ContentStore(FOLDER)
        typer.echo(f"{store.count()} entries, {store.size()} bytes in {FOLDER}")


@app.command()
def clear() -> None:
    """Remove the verdicts that earlier runs in this folder have kept."""
    from kreissverify.evidence.cache.verdicts import FOLDER
    from kreissverify.system.content_store import ContentStore

    with naming(FOLDER.as_posix()):
        count = ContentStore(FOLDER).clear()
    typer.echo(f"{count} entries removed" if count else "nothing was kept")
