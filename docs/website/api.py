"""The API: a page a group of names, made from the docstrings."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import kreissverify
from kreissverify import continuous, families, plots, training
from kreissverify.instances.family import Family
from kreissverify.instances.kinds import KINDS
from kreissverify.quantities import Quantity
from kreissverify.vocabulary import experiments, results, statements, values
from website.restructured import escaped

__all__ = ["GROUPS", "MODULES", "api_pages", "described"]

#: The modules that are imported from.
MODULES = (kreissverify, continuous, families, plots, training)

#: What a name of SymPy means in a statement.
OF_SYMPY = {
    "Abs": "\\|x\\|, the absolute value",
    "And": "``And(p, q)``: both hold; Python's ``and`` asks for a truth value at once",
    "Eq": "x = y",
    "Equivalent": "``Equivalent(p, q)``: p holds just where q does",
    "Implies": "``Implies(p, q)``: q holds wherever p does",
    "Max": "the largest of its arguments",
    "Min": "the least of its arguments",
    "Ne": "x ≠ y",
    "Not": "``Not(p)``: p fails",
    "Or": "``Or(p, q)``: one of them holds",
    "Piecewise": "``Piecewise((x, p), (y, True))``: x where p holds, else y",
    "Rational": "``Rational(1, 3)``: the number 1/3 exactly",
    "asinh": "the inverse hyperbolic sine, log(x + √(1 + x²))",
    "exp": "eˣ",
    "log": "the natural logarithm",
    "sqrt": "√x",
}


def _of_maps(name: str) -> bool:
    return isinstance(getattr(kreissverify, name), Quantity)


def _is_kind(name: str) -> bool:
    return getattr(kreissverify, name) in KINDS


#: The pages: their titles, the module that the names are imported from, and the names.
GROUPS: Mapping[str, tuple[str, ModuleType, tuple[str, ...]]] = {
    "quantities": (
        "Quantities of maps",
        kreissverify,
        tuple(x for x in values.__all__ if _of_maps(x)),
    ),
    "flows": ("Quantities and classes of flows", continuous, tuple(continuous.__all__)),
    "matrices": (
        "Matrices, enclosures and peaks",
        kreissverify,
        tuple(x for x in values.__all__ if not _of_maps(x)),
    ),
    "statements": (
        "The statement language",
        kreissverify,
        tuple(x for x in statements.__all__ if x not in OF_SYMPY and not _is_kind(x)),
    ),
    "kinds": (
        "Kinds of matrices",
        kreissverify,
        tuple(x for x in statements.__all__ if _is_kind(x)),
    ),
    "sympy": (
        "Names of SymPy",
        kreissverify,
        tuple(x for x in statements.__all__ if x in OF_SYMPY),
    ),
    "families": ("Families of the field", families, tuple(families.__all__)),
    "commands": ("Verdicts, searches and proofs", kreissverify, tuple(results.__all__)),
    "experiments": ("Best steps and couplings", kreissverify, tuple(experiments.__all__)),
    "plots": ("Pictures", plots, tuple(plots.__all__)),
    "training": ("Training loops", training, tuple(training.__all__)),
}


def described() -> set[tuple[str, str]]:
    """Return every name that has an entry, each with its module."""
    return {(module.__name__, name) for _, module, names in GROUPS.values() for name in names}


def api_pages() -> dict[str, str]:
    """Return the pages of the API by their places."""
    pages = {f"{group}.rst": _page(*content) for group, content in GROUPS.items()}
    listed = "\n".join(f"   {group}" for group in GROUPS)
    head = (
        f"{_title('API', '=')}\nEverything that is imported from ``kreissverify`` and its modules"
    )
    return {"index.rst": f"{head}.\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}\n"} | pages


def _page(title: str, module: ModuleType, names: Iterable[str]) -> str:
    head = f"{_title(title, '=')}\n``from {module.__name__} import …``\n"
    if module is continuous:
        head = f"{_title(title, '=')}\n``from kreissverify import continuous as ct``\n"
    entries = [_entry(module, together) for together in _aliases(module, names)]
    return "\n".join([head, *entries])


def _aliases(module: ModuleType, names: Iterable[str]) -> list[list[str]]:
    """Return names of one object together, its own name first: of a quantity the short one."""
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(id(getattr(module, name)), []).append(name)
    together = [sorted(x, key=lambda name: _order(module, name)) for x in found.values()]
    return sorted(together, key=lambda x: x[0].casefold())


@cache
def _first_paths() -> Mapping[int, str]:
    """Return the name that each object is described under, as one may be imported from two places.

    They are known by their identities: the modules keep them alive.
    """
    found: dict[int, str] = {}
    for _, module, names in GROUPS.values():
        for first, *_ in _aliases(module, names):
            found.setdefault(id(getattr(module, first)), f"{module.__name__}.{first}")
    return found


def _order(module: ModuleType, name: str) -> tuple[bool, int]:
    own = str(getattr(getattr(module, name), "name", name))
    # those of flows are registered with a mark, as maps have the same letters
    return name not in (own.removesuffix("_c").removeprefix("continuous_"), own), len(name)


def _entry(module: ModuleType, names: list[str]) -> str:
    found, paths = getattr(module, names[0]), [f"{module.__name__}.{name}" for name in names]
    heading = _title(names[0], "-")
    first = _first_paths()[id(found)]
    if first != paths[0]:  # described twice, it would be two objects to Sphinx, and a warning
        return f"{heading}\n.. py:class:: {paths[0]}\n\n   The same as :py:obj:`{first}`.\n"
    if names[0] in OF_SYMPY:
        return f"{heading}\n.. py:function:: {paths[0]}\n\n   {OF_SYMPY[names[0]]}.\n"
    if isinstance(found, Quantity):
        called = f"({', '.join(('matrix', *found.parameters))}, *, weight=None)"
        return f"{heading}\n{_described('function', paths, called, found)}"
    if isinstance(found, type) and found.__module__.startswith("kreissverify"):
        members = "" if issubclass(found, BaseException) else "   :members:\n"
        return f"{heading}\n.. autoclass:: {paths[0]}\n{members}"
    if inspect.isfunction(found):
        return f"{heading}\n.. autofunction:: {paths[0]}\n"
    assert isinstance(found, Family)
    called = f"({', '.join(found.parameters)})"
    return f"{heading}\n{_described('class', paths, called, found)}"


def _words(found: Any) -> str:
    """Return the docstring of a quantity; of a family with its source and what it ranges over."""
    text = inspect.getdoc(found) or ""
    if not isinstance(found, Family):
        return text
    source = inspect.getdoc(inspect.getmodule(found.function)) or ""
    annotations = found.function.__annotations__
    ranges = "\n".join(f"{name} : {annotations[name]}" for name in found.parameters)
    return f"{text}\n\n{source}\n\nParameters\n----------\n{ranges}\n"


def _described(kind: str, paths: list[str], called: str, found: Any) -> str:
    """Return an entry of an object whose docstring no tool of Sphinx looks for."""
    # which names are described is asked where the extra `docs` is not installed
    from numpydoc.docscrape_sphinx import SphinxDocString

    around = "\n".join(f"{' ' * (len(kind) + 9)}{path}{called}" for path in paths).lstrip()
    text = str(SphinxDocString("\n".join(escaped(_words(found).splitlines()))))
    return f".. py:{kind}:: {around}\n\n{textwrap.indent(text, '   ')}\n"


def _title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"
