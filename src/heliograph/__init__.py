"""Heliograph: what surveillance documents claim, found, kept and provable."""

__all__ = ["__version__"]

__version__ = "0.1.0"
