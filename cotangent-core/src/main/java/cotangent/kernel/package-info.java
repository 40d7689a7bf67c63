/** Loops over primitive arrays. */
@NullMarked
package cotangent.kernel;

import org.jspecify.annotations.NullMarked;
