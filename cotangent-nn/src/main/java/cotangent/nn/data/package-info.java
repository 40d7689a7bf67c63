/**
 * Examples to learn from, and their way into batches.
 *
 * <pre>{@code
 * Dataset digits = Mnist.train(Path.of("data/mnist"));
 * for (Batch batch : digits.batches(64, key)) {
 *   // batch.inputs() is F32[64,784], batch.labels() is I32[64]
 * }
 * }</pre>
 *
 * <p>The same key gives the same order. Batches keep the last, short one, and are made one by one
 * when they are asked for.
 */
@NullMarked
package cotangent.nn.data;

import org.jspecify.annotations.NullMarked;
