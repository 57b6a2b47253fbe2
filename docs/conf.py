"""How Sphinx builds the documentation site: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from website.places import DOCS, EXAMPLES, GALLERY, TEMPLATES
from website.restructured import escaped

from kreissverify import __version__

project = "kreissverify"
author = "the kreissverify developers"
copyright = author
release = version = __version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx_gallery.gen_gallery",
]
templates_path = ["website/templates"]
exclude_patterns = ["files", "gallery/*.ipynb", "gallery/*.py", "gallery/*.zip"]
nitpicky = False  # types in docstrings are words of mathematics
default_role = "code"
pygments_style = "a11y-high-contrast-light"

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
# a notebook whose cell fails is no page
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_execution_show_tb = True
nb_merge_streams = True

autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False


sphinx_gallery_conf = {
    "examples_dirs": str(EXAMPLES),
    "gallery_dirs": GALLERY,
    "filename_pattern": r"\.py$",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "reset_modules": ("matplotlib", "website.pictures.take_style"),
    "download_all_examples": False,
    "show_signature": False,
    "remove_config_comments": True,
    "min_reported_time": 1e9,
    "write_computation_times": False,  # that page asks another host for its scripts
}

html_context = {"default_mode": "auto"}
html_theme = "pydata_sphinx_theme"
html_title = "kreissverify"
# the style of formulas is that of the reports
html_static_path = [str(DOCS / "static"), str(TEMPLATES / "mathml.css")]
html_favicon = str(DOCS / "static" / "favicon.svg")
html_css_files = ["mathml.css", "site.css"]
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "show_nav_level": 1,
    "navigation_with_keys": False,
    "header_links_before_dropdown": 6,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}


def _escape(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    lines[:] = escaped(lines)


def setup(app: Sphinx) -> None:
    """Let docstrings be escaped before numpydoc reads them."""
    app.connect("autodoc-process-docstring", _escape, priority=400)
