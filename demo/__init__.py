"""The demonstration: one declarative file a scenario, and what serves its sources."""
