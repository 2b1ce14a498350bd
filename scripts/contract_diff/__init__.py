"""Says what a change of the contract breaks: on the wire, and for callers of the regenerated package.

Redocly's `diff` compares the documents, griffe the packages that are generated from them. What neither looks
at is looked at here: `rules` on the wire, `annotations` in Python.
"""
