"""Matrix expressions and conditions: written symbolically, evaluated exactly and in floats."""
