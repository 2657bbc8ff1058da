"""A child that locks itself in, says how that went, and reads nothing: `python -m` starts it."""

from __future__ import annotations

from heliograph.sandbox.serving import serve


def main() -> None:
    """Lock in, report, and end when the parent hangs up."""
    serve({}, lambda file, name: "")


if __name__ == "__main__":
    main()
