"""Everything that can leave this machine goes through here, and is written down before it does.

addresses → which addresses a name may lead to
wire      → one connection to one checked address, every byte counted and kept
exchange  → one request with its redirects, bounded, as an `Exchange`
bodies    → bodies as they were meant, bounded after decoding
log       → a line before each request
gate      → the only door: the log of requests, robots rules, the budget of each host
warc      → an exchange as WARC records
endpoint  → one question to one endpoint that the user named, written down by whoever asks it
"""
