"""Every event of a government in one order that whoever reads on from a place cannot miss anything of."""
