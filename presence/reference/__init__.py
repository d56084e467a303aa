"""The reference of the REST API: the OpenAPI description for programs, and a page for people made from it."""
