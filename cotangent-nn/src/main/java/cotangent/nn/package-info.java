/** Neural networks: layers, losses, optimisers, data and training. */
@NullMarked
package cotangent.nn;

import org.jspecify.annotations.NullMarked;
