"""A newsroom on loopback: synthetic sites with the quirks of real ones, and a clock that tests turn.

Every site, name and sentence under this folder is invented; makers and regulators carry real names only
so that the vocabulary of the trade can be exercised.
"""
