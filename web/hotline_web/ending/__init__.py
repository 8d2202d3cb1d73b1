"""The end of a government on the pages of the officers: archive, erasure, second persons, certificates."""
