"""`tkeel-oauth authorize --from`: many logins, their results in a file."""
