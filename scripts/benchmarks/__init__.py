"""What scripts/bench measures. A figure is no test: it depends on the machine and on what else runs there.

`clients` and `measuring` run in the measured processes, `server` in one of its own; `table` has the rows,
starts them all and prints. The first two import at their top only what a bare interpreter has loaded already:
what they imported would be missing in the figures of the client that needs it, too.
"""
