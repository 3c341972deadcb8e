"""The register of rights at the desk."""
