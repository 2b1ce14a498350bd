"""What runs in the measured processes, in an environment that holds the clients and nothing else.

Modules here import at their top only what a bare interpreter has loaded already, or as good as nothing: what
they imported would be missing in the figures of the client that needs it, too.
"""
