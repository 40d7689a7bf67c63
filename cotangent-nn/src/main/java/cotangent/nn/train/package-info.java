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
 * if (Files.exists(file)) {
 *   training = Models.load(file, training);
 * }
 * while (training.epochs() < 15) {
 *   training = trainer.epoch(training, listener);
 *   Models.save(file, training);
 * }
 * double[] scores =
 *     Metrics.evaluate(training.model()::apply, test.batches(1000), Metrics::accuracy);
 * }</pre>
 *
 * <p>A training is a tree that holds all that it needs to go on, the source of randomness included,
 * so that one which goes on from a file computes the same bits as one that was never interrupted. A
 * {@link cotangent.nn.train.Listener} shows how far it has come.
 */
@NullMarked
package cotangent.nn.train;

import org.jspecify.annotations.NullMarked;
