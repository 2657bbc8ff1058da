"""What a machine on this machine makes of words in another language, by a model the user names.

Nothing is imported here: the confined child takes two modules of these, and starts the sooner.
"""
