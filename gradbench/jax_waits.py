"""GradBench's JAX tool, but it compiles before it is timed, and every timed call waits for its result.

JAX returns before a result is computed, so that the tool's own times are those of starting the work, and
of compilation where one run is as long as is to be measured.
Run in a checkout of GradBench, with PYTHONPATH=python/gradbench and a Python that has jax.
"""

import os
import sys

import jax
from gradbench import wrap

multiple_runs = wrap.multiple_runs


def waiting(*, pre, **options):
    def decorate(function):
        def wait(x):
            return jax.block_until_ready(function(x))

        def compiled(raw):
            x = pre(raw)
            wait(x)
            return x

        return multiple_runs(pre=compiled, **options)(wait)

    return decorate


wrap.multiple_runs = waiting

from gradbench.tools.jax import run  # noqa: E402

# The tool looks for its evals beside itself, as when it is run as a script.
sys.path.insert(0, os.path.dirname(run.__file__))
run.main()
