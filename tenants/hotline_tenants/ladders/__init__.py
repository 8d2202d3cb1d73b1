"""How an urgent assignment reaches somebody: the person on duty, the leader, the desk, the city's duty room."""
