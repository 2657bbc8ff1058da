"""A site on the loopback that lives sixty days, and what watchers tell of it."""
