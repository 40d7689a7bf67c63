/**
 * Training, from one epoch to the next, and measuring what came of it.
 *
 * <pre>{@code
 * var trainer =
 *     new Trainer<Sequential>(
 *         (m, b, k) -> Losses.crossEntropy(m.apply(b.inputs(), k), b.labels()),
 *         new Adam(1e-3),
 *         key -> digits.batches(64, key));
 * Training<Sequential> training = trainer.start(Key.of(1), model);
 * training = Models.load(file, training);                   // to go on from a file
 * training = trainer.run(training, 15, new Listener<>() {
 *   public void epoch(Training<Sequential> t, double loss) {
 *     Models.save(file, t);
 *   }
 * });
 * double[] scores =
 *     Metrics.evaluate(training.model()::apply, test.batches(1000), Metrics::accuracy);
 * }</pre>
 */
@NullMarked
package cotangent.nn.train;

import org.jspecify.annotations.NullMarked;
