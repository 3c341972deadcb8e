"""Lists as files: any list of the admin, to keep, to download later, or by mail on a schedule."""
