"""No models: Django tells only apps with a models module that migrations are done, and the roles wait for that."""
