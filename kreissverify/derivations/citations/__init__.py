"""Facts that derivations cite: how one is stated, how it is specialised, and those bundled."""

from kreissverify.derivations.citations import facts as facts
