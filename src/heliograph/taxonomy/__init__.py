"""What a capability is, in whose words: classes in families, cues, genres and names, as data."""

from heliograph.taxonomy.loader import (
    Capability,
    Cue,
    Genre,
    Name,
    Taxonomy,
    load_taxonomy,
)

__all__ = ["Capability", "Cue", "Genre", "Name", "Taxonomy", "load_taxonomy"]
