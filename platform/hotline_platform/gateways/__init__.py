"""The way out to a telephone: texts, spoken messages, and what the provider reports of them."""
