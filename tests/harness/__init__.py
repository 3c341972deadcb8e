"""What runs the tests: the PostgreSQL they use, the browser, the steps of ``make test``.

postgres   a throw-away PostgreSQL server on a private socket
database   the pytest plugin that chooses the database and clones a migrated template for every worker
browser    finds (or installs) Chromium, opens pages, checks them with axe
run        ``make test``
"""
