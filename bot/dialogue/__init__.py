"""The script of the conversation. Pure: no channel, no database, no clock, no text that a person reads."""
