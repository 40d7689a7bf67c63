/** Pictures of computational graphs. */
@NullMarked
package cotangent.graph;

import org.jspecify.annotations.NullMarked;
