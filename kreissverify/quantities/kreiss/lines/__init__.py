"""What is special to lines: the numerical abscissa, the far right and the imaginary axis."""
