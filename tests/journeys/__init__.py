"""Whole journeys through the real program, over HTTP only."""
