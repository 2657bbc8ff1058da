"""People who share a case: who they are, what they may do, how they show that it is them.

passwords    a password → what is kept of it, and whether another one is the same
users        name, role and that, in one file of the case folder
sessions     who is logged in, for how long
throttle     how long whoever guesses has to wait
"""
