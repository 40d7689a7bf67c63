/**
 * The prototype of the compiler: a chain of pointwise ops with a sum behind it, from a traced
 * program to one hidden class. What it showed is written in {@code docs/design/compile.md}.
 */
@NullMarked
package cotangent.benchmarks.compile;

import org.jspecify.annotations.NullMarked;
