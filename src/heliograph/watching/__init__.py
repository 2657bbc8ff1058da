"""Keeping a close eye: an open case → web sources that are looked at, and what came of it.

sources → naming, pausing and removing what is watched
checks  → looking at what is due
"""
