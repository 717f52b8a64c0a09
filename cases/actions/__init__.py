"""One verb, one function, one transaction, one event. Nothing here commits, sends or hashes."""
