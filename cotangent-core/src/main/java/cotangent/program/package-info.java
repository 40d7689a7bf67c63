/** Traced programs: equations, printing, passes. */
@NullMarked
package cotangent.program;

import org.jspecify.annotations.NullMarked;
