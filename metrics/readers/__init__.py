"""Logins with which other programs of an organization read the views of the schema `reading`, and nothing else."""
