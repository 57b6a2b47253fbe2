"""Classes of instances: what is drawn for "for every J of this class", and for its parameters."""

from kreissverify.instances.scalars import Domain, Integer, Real

__all__ = ["Domain", "Integer", "Real"]
