"""The Kreiss constant: its maximiser, bounds from both sides, closed forms of small matrices."""
