"""Administrative divisions from a file: they become the streets and committees of a city and its districts."""
