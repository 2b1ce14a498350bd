"""What scripts/generate does: from openapi.yaml to declarations in Python.

openapi-python-client reads the document. ``document`` hands it over so that what the parse drops can be
found again, ``schemas``, ``operations`` and ``contract`` add that to what the templates print, ``render``
runs the generator, ``output`` compares and writes.
"""
