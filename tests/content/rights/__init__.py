"""The register of rights."""
