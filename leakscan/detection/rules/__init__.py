"""The rules: one file per issuer or family, each with a tuple `RULES` or `RECOGNISERS`."""
