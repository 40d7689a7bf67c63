"""GradBench's JAX tool, but every timed call waits for its result.

JAX returns before a result is computed, so that the tool's own times are those of starting the work.
Run in a checkout of GradBench, with PYTHONPATH=python/gradbench and a Python that has jax.
"""

import os
import sys

import jax
from gradbench import wrap

multiple_runs = wrap.multiple_runs


def waiting(**options):
    decorate = multiple_runs(**options)
    return lambda function: decorate(lambda x: jax.block_until_ready(function(x)))


wrap.multiple_runs = waiting

from gradbench.tools.jax import run  # noqa: E402

# The tool looks for its evals beside itself, as when it is run as a script.
sys.path.insert(0, os.path.dirname(run.__file__))
run.main()
