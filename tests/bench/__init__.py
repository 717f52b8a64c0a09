"""How many updates a second, how late, in how much memory: measured over HTTP, with people and bot apart."""
