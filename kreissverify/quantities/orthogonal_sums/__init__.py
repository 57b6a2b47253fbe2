"""Matrices that are orthogonal sums of smaller ones: their powers and exponentials by parts."""
