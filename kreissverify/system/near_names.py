"""What to say of a name that is not known: what names there are, and which may have been meant."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from kreissverify.system.told_value import told

__all__ = ["attribute_message", "near_keyword", "near_name", "no_attribute", "unknown_name"]

# What Python says of a call with an argument that the function has not; of a class, its __init__.
_UNEXPECTED = re.compile(
    r"(?:(\w+)\.__init__|(\w+))\(\) got an unexpected keyword argument '(\w+)'"
)
_BEGINNING = 4  # characters from which on a beginning of a word is taken for the word
_LISTED = 20  # names that are listed at most: about two lines of a terminal


def unknown_name(kind: str, name: object, known: Iterable[str]) -> str:
    """Return the message for an unknown name.

    Parameters
    ----------
    kind
        What it should be the name of, in the singular.
    name
        What was given.
    known
        The names that there are.

    Examples
    --------
    >>> print(unknown_name("shape", "circel", ["circle", "square"]))
    unknown shape: 'circel', did you mean 'circle'? expected one of circle, square
    >>> print(unknown_name("shape", "cube", ["circle", "square"]))
    unknown shape: 'cube'; expected one of circle, square
    """
    names = list(known)
    near = near_name(name, names)
    # Of a long list, such as that of a library's statements, the near name says enough.
    if near and len(names) > _LISTED:
        return f"unknown {kind}: {told(name)}, did you mean {near!r}?"
    hint = f", did you mean {near!r}?" if near else ";"
    listed = ", ".join(names[:_LISTED]) or "none"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"unknown {kind}: {told(name)}{hint} expected one of {listed}{more}"


def near_name(name: object, known: Iterable[str]) -> str:
    """Return the known name that is most like another one; empty if none is like it."""
    # difflib's default cutoff, a similarity of 0.6: one slip in a short name is found (gama), and
    # names that merely share a few characters are not offered.
    names, given = list(known), str(name)
    near = get_close_matches(given, names, n=1)
    if not near:  # r3 for R3: in a short name the case alone makes it unlike
        folded = {x.casefold(): x for x in names}
        near = [folded[x] for x in get_close_matches(given.casefold(), folded, n=1)]
    if not near:  # R7 for R7.stable: the first part of an id
        near = [x for x in names if x.startswith(f"{given}.")]
    if not near and len(given) >= _BEGINNING:  # kreis for kreiss_constant, Spijker for its id
        begun = [x for x in names if f"_{given}".casefold() in f"_{x.replace('.', '_')}".casefold()]
        near = sorted(begun, key=len)
    return next(iter(near), "")


def no_attribute(module: str, name: str, known: Iterable[str]) -> str:
    """Return what a module says of a name that it has not, as Python does, with a near one."""
    near = "" if name.startswith("_") else near_name(name, known)
    hint = f"; did you mean {near!r}?" if near else ""
    return f"module {module!r} has no attribute {name!r}{hint}"


def attribute_message(error: AttributeError) -> str:
    """Return what an `AttributeError` says, with the attribute that may have been meant.

    Python adds its suggestion to a printed traceback only, not to the text of the error.
    """
    if "did you mean" in str(error):  # a module of ours says so itself
        return str(error)
    public = [x for x in dir(error.obj) if not x.startswith("_")] if error.name else []
    near = near_name(error.name, public)
    # An attribute in `dir` may still be missing on this object, as J.b is for many blocks.
    available = bool(near) and hasattr(error.obj, near)
    return f"{error}; did you mean {near!r}?" if available else str(error)


def near_keyword(error: TypeError, names: Mapping[str, Any]) -> str:
    """Return the keyword that may have been meant in a call that Python refuses; empty if none.

    Python says which keyword a function does not have, and not which ones it has.

    Parameters
    ----------
    error
        What the call raised.
    names
        Where the function is looked up by its name.

    Examples
    --------
    >>> try:
    ...     inspect.signature(len, follow_wraped=True)
    ... except TypeError as error:
    ...     near_keyword(error, {"signature": inspect.signature})
    'follow_wrapped'
    """
    found = _UNEXPECTED.search(str(error))
    if found is None:
        return ""
    function: Any = names.get(found[1] or found[2])
    if inspect.isclass(function):  # the arguments of its __init__, whatever its metaclass takes
        function = vars(function).get("__init__", function)
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # of nothing, or of a function that is not Python's
        return ""
    known = (x.name for x in parameters if x.kind in (x.KEYWORD_ONLY, x.POSITIONAL_OR_KEYWORD))
    return near_name(found[3], known)
