"""
Offline proof: each function takes a secret's bytes and says how sure it is that they are one.

A checksum that is right confirms.  One that is wrong leaves the value for review, because scrubbed
and cut values fail it too.  Where nothing announces the format, a wrong checksum drops the match.
"""
