"""Makes recordings: of a live tKeel, of what passes a transport, of a HAR file that another tool wrote.

What comes out is the same for the same answers, whoever logged in and wherever the server runs:

* Every live value is replaced by the invented one of its role before anything is written. The person who
  logged in becomes alice of tenant-a with the password wonderland, other values become other invented
  ones, and one value is replaced by the same one everywhere. Codes, tokens, states and parameters that
  the contract does not know keep their length. Names, passwords, tenants, hosts and redirect_uris do not,
  as a length would tell something; the lengths that an answer states about itself are put right.
* Of a request the headers `Host`, `User-Agent` (always the same one), `Accept` and those of its body are
  kept, of an answer those that tKeel itself sends or that HTTP's meaning needs. A gateway's cookies and
  request ids are not.
* Bodies are kept decoded, under a `Content-Length`. Reason phrases are the standard ones where the SDK's
  own transport, which does not tell the server's, carried the answer.
* Time is not part of an answer: `Date`, `startedDateTime` and `recordedAt` all hold the start of the
  recording, to the second, and durations are 0. `SOURCE_DATE_EPOCH` sets that start.

A file in which a live value survives, in any encoding known to `survivors`, is not written.
"""
