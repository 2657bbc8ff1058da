"""An open case, sealed: its keys, checkpoints and timestamps, each made and entered in custody."""
