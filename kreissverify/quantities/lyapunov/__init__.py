"""Lyapunov forms: solutions of Stein equations, and the best conditioned among them."""
