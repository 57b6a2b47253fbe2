"""The templates of pages and documents, rendered in one way."""

from __future__ import annotations

from functools import cache

import jinja2

__all__ = ["template_source", "templates"]


@cache
def templates(*, autoescape: bool) -> jinja2.Environment:
    """Return the environment of the folder templates/; filters are added where they are needed."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("kreissverify.reports"),
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,  # a name that is misspelt is an error, not empty text
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_source(name: str) -> str:
    """Return a file of the folder as it is."""
    environment = templates(autoescape=False)
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
