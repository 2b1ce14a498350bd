"""What scripts/generate does: from openapi.yaml to declarations in Python.

``document`` reads the file, ``schemas`` turns its types into Python, ``reader`` its operations,
``contract`` gathers what the templates print, ``render`` runs the generator, ``output`` compares and
writes.
"""
