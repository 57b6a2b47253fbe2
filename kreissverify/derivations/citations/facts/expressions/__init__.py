"""Facts about any matrix expression: norms, radii, powers, inverses, blocks, resolvents, K."""
