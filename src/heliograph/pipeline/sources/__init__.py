"""Sources that are looked at by a schedule: what is asked, what came, what changed.

Read `checking` first, it has the order: `pacing` (when), `looking` and `left_behind` (an address of
the web), `stock` with `folders` and `repositories` (places that are walked), `following` (where it
leads), `states` and `changing` (what is told), `remembering` (all of it, from custody again).
"""
