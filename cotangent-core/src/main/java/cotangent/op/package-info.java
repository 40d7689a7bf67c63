/** The primitives, one declaration each, grouped by kind of derivative. */
@NullMarked
package cotangent.op;

import org.jspecify.annotations.NullMarked;
