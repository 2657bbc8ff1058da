"""Parsers locked in a child process: the parent's pool, the child's loop, and the lock itself.

`pool` hands documents to children and takes what they say; `serving` is the child's side of the
same talk; `frames` is the language between them; `confinement` is the lock.
"""
