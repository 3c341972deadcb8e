"""Four eyes: while it is on, stories are published by somebody who may approve them, on a writer's request."""
