"""What a person does to a case by hand.

places      → which words of which page are meant
corrections → putting a misread word right
additions   → adding a claim to words of a page
files       → trying a file again, releasing one that is held back
narrowing   → what the queue is narrowed to, by the names that people use
packets     → so many minutes of the queue, handed to somebody
translating → having the words of claims translated by a machine
"""
