/** The {@code cotangent} command. */
@NullMarked
package cotangent.cli;

import org.jspecify.annotations.NullMarked;
