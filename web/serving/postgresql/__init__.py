"""PostgreSQL as Django knows it, with a cheaper look at a connection that is kept."""
