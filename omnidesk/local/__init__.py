"""Real servers on one machine: PostgreSQL and Redis from pip wheels, kept under VAR_DIR, started and stopped by us."""
