"""Guidance: documents, typical cases, training and answered questions, sent down with receipts."""
