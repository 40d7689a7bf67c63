/** Derivatives of plain Java against the functions themselves and against adjoints by hand. */
@NullMarked
package cotangent.benchmarks.code;

import org.jspecify.annotations.NullMarked;
