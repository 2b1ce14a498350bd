"""Makes a recording of a live tKeel; what it does not know it does not write.

`scenarios` says what is asked: scenarios of the shipped recording, with the live login in them. `record`
asks it. `redact` makes of each answer the one that is written: put together from what the contract and the
shipped recording know, so that nothing of the server's own gets into the file. A healthy tKeel's recording
is that of the shipped one, whoever logged in and wherever the server runs.
"""
