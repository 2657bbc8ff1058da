"""Reviewed claims as one bundle that a stranger can check without Heliograph.

    choosing    which claims
    gathering   the case → material: all that the dossier may use, masked
    proofs      custody → the entries that concern it, each led to a signed checkpoint
    rendering   material → parts: the page, the print, the lines for programs
    manifest    parts → the list that is signed
    container   parts → a zip or a folder, whole or not there
    making      all of it, in order, entered in custody

Material is plain data and `parts_of` a function of it alone: what is to leave in another shape
(less of it, or in another format) changes the material, or takes the parts, and goes on from there.
`heliograph_verify.py` shares no code with any of this.
"""
