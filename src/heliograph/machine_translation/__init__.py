"""What a machine on this machine makes of words in another language, by a model the user names."""

from heliograph.machine_translation.choosing import Chosen, Made, Translators
from heliograph.machine_translation.engine import installed
from heliograph.machine_translation.keeping import keep, kept, kept_by
from heliograph.machine_translation.made import MachineTranslation

__all__ = [
    "Chosen",
    "MachineTranslation",
    "Made",
    "Translators",
    "installed",
    "keep",
    "kept",
    "kept_by",
]
