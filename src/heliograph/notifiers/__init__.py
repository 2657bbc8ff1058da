"""Ways to tell people: a message and a channel → a proof that it was taken, or why it was not.

channel  → a channel as a person named it, and what its address says
message  → what is told
files    → lines of JSON, an Atom feed
desktop  → a note on the screen of this machine
webhook  → a POST, through the one door out
mail     → SMTP, with an address of the message that stays the same
services → whatever the library apprise speaks
courier  → the one that takes a message to a channel
"""
