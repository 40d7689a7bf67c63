/**
 * A tool of GradBench, the benchmark of automatic differentiation.
 *
 * <p>{@link cotangent.gradbench.Server} speaks the protocol; an {@link cotangent.gradbench.Eval}
 * names its functions; each problem is a class of its own, which holds the objective, as plain Java
 * or of tensors, and, at its end, how its derivatives are asked for. None is written by hand.
 */
@NullMarked
package cotangent.gradbench;

import org.jspecify.annotations.NullMarked;
