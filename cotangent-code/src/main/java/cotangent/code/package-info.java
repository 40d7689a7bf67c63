/** Derivatives of plain Java methods. */
@NullMarked
package cotangent.code;

import org.jspecify.annotations.NullMarked;
