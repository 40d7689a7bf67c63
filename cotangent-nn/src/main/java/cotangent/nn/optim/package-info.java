/**
 * Optimisers: from a gradient to better parameters.
 *
 * <p>An {@link cotangent.nn.optim.Optimizer} is a value without state. Its state is a tree beside
 * the model, so that both are saved alike, and training that goes on from a file computes the same
 * bits as training that was never interrupted:
 *
 * <pre>{@code
 * Optimizer optimizer =
 *     new AdamW(Schedule.cosine(1e-3, 0, 10_000).warmedUp(500), 0.01).clipped(new Clip.GlobalNorm(1));
 * var state = optimizer.init(model);
 * for (Batch batch : data.batches(64, key)) {
 *   var loss = lossAndGrad.apply(model, batch);
 *   var next = optimizer.update(loss.grad(), state, model);
 *   model = next.params();
 *   state = next.state();
 * }
 * }</pre>
 *
 * <p>A rate is a {@link cotangent.nn.optim.Schedule}, a function of the step. Gradients are bounded
 * by a {@link cotangent.nn.optim.Clip}. The rules, with p the parameter and g its gradient:
 *
 * <pre>
 * Sgd       p' = p - rate g
 * Momentum  v' = mu v - rate g               p' = p + v'
 * Nesterov  v' = mu v - rate g               p' = p + mu v' - rate g
 * Adagrad   s' = s + g^2                     p' = p - rate g / (sqrt(s') + epsilon)
 * RmsProp   s' = rho s + (1 - rho) g^2       p' = p - rate g / (sqrt(s') + epsilon)
 * Adam      m' = beta1 m + (1 - beta1) g     p' = p - rate m^ / (sqrt(v^) + epsilon)
 *           v' = beta2 v + (1 - beta2) g^2   m^ = m' / (1 - beta1^t), v^ = v' / (1 - beta2^t)
 * AdamW     as Adam                          p' = Adam's p' - rate decay p
 * </pre>
 */
@NullMarked
package cotangent.nn.optim;

import org.jspecify.annotations.NullMarked;
