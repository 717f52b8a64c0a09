"""Links, codes, posters and cards: how a worker at a gate finds the way in."""
