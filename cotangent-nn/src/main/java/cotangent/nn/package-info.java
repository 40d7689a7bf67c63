/**
 * Neural networks: layers, initial weights, losses.
 *
 * <p>A layer is a record, a model is a tree of records, and its gradient is a record of the same
 * type. Nothing is mutable: training gives a new model.
 *
 * <pre>{@code
 * var model =
 *     Sequential.of(
 *         Dense.init(key.fold(0), 784, 800),
 *         new Activation(Tensor::relu),
 *         new Dropout(0.5),
 *         Dense.init(key.fold(1), 800, 10));
 * var lossAndGrad =
 *     valueAndGrad((Sequential m, Batch b, Key k) ->
 *         Losses.crossEntropy(m.apply(b.inputs(), k), b.labels()));
 * }</pre>
 *
 * <p>The packages: {@link cotangent.nn.optim} turns gradients into better parameters, {@link
 * cotangent.nn.data} brings examples in batches, {@link cotangent.nn.train} is the loop around
 * both, and {@link cotangent.nn.storage} saves the result.
 *
 * <p>A record in a module of your own needs a line in its {@code module-info}: {@code opens
 * your.package to cotangent;}
 */
@NullMarked
package cotangent.nn;

import org.jspecify.annotations.NullMarked;
