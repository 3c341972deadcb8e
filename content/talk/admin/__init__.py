"""The inbox of readers' words, and who may write."""
