package cotangent.transform;

import cotangent.Tensor;

/** A tensor that a transformation watches. */
public sealed interface Value extends Tensor permits Node, Dual, Batched, Abstract, Substituted {}
