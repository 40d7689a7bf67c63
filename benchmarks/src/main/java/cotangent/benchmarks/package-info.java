/** Benchmarks, each naming the claim that it measures. */
@NullMarked
package cotangent.benchmarks;

import org.jspecify.annotations.NullMarked;
