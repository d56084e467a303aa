"""The pages of the import wizard, a file per step. All of them are for leaders and owners."""
