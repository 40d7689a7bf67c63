/** Tensors, and the functions that differentiate what is computed with them. */
@NullMarked
package cotangent;

import org.jspecify.annotations.NullMarked;
