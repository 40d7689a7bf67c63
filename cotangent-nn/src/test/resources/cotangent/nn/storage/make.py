"""Made python.safetensors and empty.safetensors beside it, with safetensors 0.8.0 and numpy 2.4.6."""

import numpy as np
import safetensors.numpy

tensors = {
    "hidden.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4 - 0.5,
    "hidden.bias": np.array([np.inf, -np.inf, -0.0], dtype=np.float32),
    "double": np.array([[1e-300, np.pi]], dtype=np.float64),
    "step": np.array(7, dtype=np.int64),
    "labels": np.array([3, -1, 2**31 - 1], dtype=np.int32),
    "mask": np.array([True, False, True]),
    "nothing": np.zeros((0, 4), dtype=np.float32),
    'a "name" \\ \n \x1f \u00e4 \uffee \U0001f600': np.array([-(2**63)], dtype=np.int64),
}
safetensors.numpy.save_file(tensors, "python.safetensors", metadata={"note": 'two\nlines, \x1f, \u00e4 / "quote"'})
safetensors.numpy.save_file({}, "empty.safetensors")
