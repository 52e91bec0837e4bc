"""Where things are kept: DynamoDB through PynamoDB. One module a store; `tables` says what each table is for.

Everything is written conditionally where two may write at once, and losing is an answer, not an error.
"""
