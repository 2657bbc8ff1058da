"""What comes into a case, and how it goes out of it again: bytes first, then custody, then records.

Read `places` (paths as people name them), `intake` (the order that a kill cannot break), `families`
(members of archives), `jobs` and `links` (what is to be done about each), then `deletion`.
"""
