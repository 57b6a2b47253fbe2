from flint import fmpq, fmpq_mat
from kreissverify.matrices.circle_position import CirclePosition as SpectrumPosition, exact_position
from kreissverify.numbers.positive_definite import scaled_identity
def abscissa_position(matrix, bound):
    n=matrix.nrows(); F=matrix-scaled_identity(n,bound)
    for c in (1,fmpq(3,2),fmpq(7,5),fmpq(1,3)):
        M=scaled_identity(n,fmpq(c))-F
        if M.det()!=0:
            return exact_position((scaled_identity(n,fmpq(c))+F)*M.inv())
