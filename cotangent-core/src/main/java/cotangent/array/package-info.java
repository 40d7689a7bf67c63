/**
 * Tensors with elements: storage, strides, views, printing, and the ways from and to Java arrays.
 */
@NullMarked
package cotangent.array;

import org.jspecify.annotations.NullMarked;
