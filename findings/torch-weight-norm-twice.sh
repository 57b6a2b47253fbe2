#!/usr/bin/env bash
# Package:      torch 2.13.0 on a CPU, numpy 2.4.6
# Expected:     the second derivatives of a loss through torch.nn.utils.parametrizations.weight_norm are
#              those that differences of its gradients show.
# Seen:         the product of the Hessian with a direction v is off by an error of its own size, in
#              float64 and without a warning; the same weight written out, g·v/|v|, gives it to 1e-10.
#              Gradients themselves are right.
# kreissverify: the monitor of training loops needs second derivatives, and computes such weights by
#              their formula (kreissverify/experiments/monitor/functional.py; tests/experiments/monitor/test_modules.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import torch
from torch.nn.utils.parametrizations import weight_norm

torch.manual_seed(0)
layer = weight_norm(torch.nn.Linear(4, 2, dtype=torch.float64))
g = layer.parametrizations.weight.original0.detach()
start = layer.parametrizations.weight.original1.detach()
x = torch.randn(3, 4, dtype=torch.float64)
direction = torch.randn_like(start)


def of_torch(v):
    names = {"parametrizations.weight.original1": v}
    return torch.func.functional_call(layer, names, (x,))


def written_out(v):
    return x @ (v * (g / v.norm(dim=1, keepdim=True))).T + layer.bias.detach()


def gradient(model, v, again=False):
    v = v if v.requires_grad else v.detach().requires_grad_()
    return torch.autograd.grad(torch.tanh(model(v)).square().sum(), v, create_graph=again)[0]


def error(model):
    v = start.clone().requires_grad_()
    product = torch.autograd.grad((gradient(model, v, True) * direction).sum(), v)[0]
    step = 1e-6
    after, before = (gradient(model, start + s * step * direction) for s in (1, -1))
    shown = (after - before) / (2 * step)
    return float((product - shown).abs().max() / shown.abs().max())


same = float((gradient(of_torch, start) - gradient(written_out, start)).abs().max())
errors = error(of_torch), error(written_out)
print(f"gradients differ by {same:.1e}; second derivatives are off by {errors[0]:.2g} of their size,")
print(f"written out by {errors[1]:.1e}")
holds = same < 1e-12 and errors[0] > 0.05 and errors[1] < 1e-7
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
