"""Times in which clocks stand still: a government is suspended, the platform is out."""
