"""The desk of pre-sales: list, page, form, and the steps that end one."""
