"""Days on which leaders answer the telephone: planned, published, the calls taken, each followed until it is answered."""
