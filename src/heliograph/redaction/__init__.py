"""A dossier's redacted edition: the same findings with something blacked out, of one length always.

plan          what is to be hidden, and why
blackening    words → the same words with every hit replaced by one fixed mask
edition       the full dossier's material → what the redacted edition shows
rendering     that → pages for people and lines for programs
commitments   every piece of the full edition → a salted digest, which can be opened by itself
annex         what would lead to the source → sealed for the people who were named
leaks         looks through every byte for what was hidden, in every form; nothing is written if
              anything is found
making        all of it, in order, entered in custody
opening       one piece and its salt, for somebody who must see it
"""
