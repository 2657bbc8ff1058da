"""Keeping a close eye: an open case → web sources that are looked at, and what came of it.

sources     → naming, pausing and removing what is watched
looks       → looking at one because a person asks for it now
checks      → looking at what is due
differences → both sides of a change
watches     → questions that stay asked, and what people say of their findings
channels    → by which ways findings are told
alerts      → the outbox: what is told to whom, and the proof that it was taken
rounds      → one round: look, ask the watches, tell
daemon      → round after round, until it is stopped
ticking     → what is remembered of the clock between rounds
status      → how well all of it goes, and what needs a person
health      → telling a person of that, once a spell
"""
