"""Images of a registry, by the distribution API, without a daemon."""
