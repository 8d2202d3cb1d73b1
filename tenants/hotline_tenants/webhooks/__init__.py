"""Telling other systems what happened: subscriptions, and deliveries that are signed, repeated and shown."""
