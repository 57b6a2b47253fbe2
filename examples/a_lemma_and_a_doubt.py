"""A theorem file of your own: a lemma, and a hope that fails.

Run it with:  kreissverify verify examples/a_lemma_and_a_doubt.py
"""

from kreissverify import K, M, SelfReferential, assume, theorem


@theorem(source="an example", expect="supported")
def a_lemma(J: SelfReferential):
    """Weakly coupled both ways, J does not grow in the sense of Kreiss."""
    assume(J.b + J.c <= 2 * (1 - J.gamma))
    return K(J) <= 1


@theorem(source="an example", expect="refuted")
def a_doubt(J: SelfReferential):
    """The Kreiss constant would bound the peak from above; it bounds it from below."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return M(J) <= K(J)
