"""Accounts, memberships, roles and permissions, sign-in and sessions."""
