"""The version, in one place: read by the build, the command line and every result. Imports nothing."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
