"""The checks, from the outside of an answer to its inside.

They are layered: where one layer is broken, those inside it are not looked at, so that one cause is reported
once. What concerns secrets is looked at in every answer.
"""
