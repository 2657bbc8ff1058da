"""A reading child's entry, `python -m heliograph.child`: import every parser, then be locked in."""

from __future__ import annotations

from heliograph.extractors.kinds import media_type_of
from heliograph.plugins.extractors import load_extractors
from heliograph.sandbox.serving import serve


def main() -> None:
    """Read what the parent hands over until it hangs up."""
    serve(load_extractors(), media_type_of)


if __name__ == "__main__":
    main()
