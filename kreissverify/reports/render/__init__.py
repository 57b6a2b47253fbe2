"""What all reports are rendered with: decimals, MathML, templates, progress."""
