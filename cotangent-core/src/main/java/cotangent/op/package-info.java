/**
 * The primitives: one declaration each, grouped by what they do.
 *
 * <p>An {@link cotangent.op.Op} is an immutable value of one of six kinds. The kind says what is
 * known of the derivative, and so what a declaration has to state besides its type rule and its
 * kernel:
 *
 * <pre>
 * Pointwise   formulas over single elements     both modes follow by the chain rule
 * Linear      the transpose                     the derivative is the op itself
 * Bilinear    the two transposes                the product rule
 * Discrete    nothing                           the derivative is zero
 * Custom      pushforward and pullback          as stated
 * Call        a function                        that of the function
 * </pre>
 *
 * <p>Rules for all of them:
 *
 * <ul>
 *   <li>Derivative rules are written in tensor operations, so that they have derivatives.
 *   <li>Axes are counted from the end, and any number of leading batch axes is accepted: that makes
 *       {@code vmap} work. An op that cannot do so says so and is called once for each element.
 *   <li>Operands are not broadcast: {@link cotangent.op.Broadcasting} is an op of its own, which
 *       the functions on top insert.
 *   <li>What composes from other ops is a function, not an op.
 * </ul>
 *
 * <p>A new op is one declaration, for example
 *
 * <pre>{@code
 * // Reverses the last axis. Linear, and its own transpose.
 * record Mirror() implements Linear {
 *   public List<TensorType> types(List<TensorType> x) {
 *     return x;
 *   }
 *
 *   public void kernel(List<Buffer> x, List<Buffer> y) {
 *     int n = x.get(0).shape().size(-1);
 *     for (int i = 0; i < x.get(0).shape().elements(); i++) {
 *       y.get(0).set(i, x.get(0).get(i - i % n + n - 1 - i % n));
 *     }
 *   }
 *
 *   public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
 *     return apply(ct.get(0));
 *   }
 * }
 *
 * Tensor y = new Mirror().apply(x);
 * }</pre>
 *
 * <p>Where to find what: {@link cotangent.op.Elementwise} has the pointwise ops, and the classes
 * named after the kind of work they do have the others together with the functions on top. An op of
 * the library has a row in the table of ops, among the tests of this package: {@code Scans} has its
 * rows in {@code ScansRows}. The guide, docs/guide/adding-an-op.md, leads through it.
 */
@NullMarked
package cotangent.op;

import org.jspecify.annotations.NullMarked;
