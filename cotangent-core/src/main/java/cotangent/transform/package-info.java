/** The interpreters: reverse, forward, vectorise, trace. */
@NullMarked
package cotangent.transform;

import org.jspecify.annotations.NullMarked;
