"""The network as its officers see it: points, coverage, changes to file, test calls, files of divisions."""
