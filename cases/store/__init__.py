"""Tables, the unit of work, the one door to a case, the outbox and files. Rules and keys come from below."""
