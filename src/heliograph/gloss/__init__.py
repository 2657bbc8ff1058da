"""What the words of a passage can mean, one by one: no translation, since single senses mislead.

From the taxonomy's terms and cues, the names of known entities, and a small dictionary of our own.
"""

from heliograph.gloss.dictionary import Entry, dictionary_of, load_dictionary
from heliograph.gloss.senses import Glossed, Sense, gloss, glosser_for

__all__ = [
    "Entry",
    "Glossed",
    "Sense",
    "dictionary_of",
    "gloss",
    "glosser_for",
    "load_dictionary",
]
