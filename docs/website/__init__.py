"""The pages of the documentation site: `python -m website FOLDER` (from docs/) builds them.

The files of docs/ are to be read on a code-hosting page as they are. So they are copied, links to
files that the site shows under another name are turned to it, and pages that are made from the
package (the API, the proofs, the lists of each section) are written beside them.
"""
