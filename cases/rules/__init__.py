"""Pure rules of a case: standard library only, no clock, no database, no text that a person reads."""
