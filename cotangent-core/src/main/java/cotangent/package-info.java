/**
 * Tensors, and the functions that differentiate what is computed with them.
 *
 * <p>A {@link cotangent.Tensor} is an immutable n-dimensional array. Its operations are methods;
 * the functions of {@link cotangent.Derivatives}, imported statically, transform functions of
 * tensors into their gradients, Jacobians, vectorised forms or programs, and nest in each other.
 * They act on {@link cotangent.Tree trees}: a record of tensors is differentiated into a record of
 * the same type.
 *
 * <pre>{@code
 * Tensor x = Tensor.of(new double[] {1, 2, 3});
 * Tensor g = grad((Tensor v) -> v.sin().mul(v).sum()).apply(x);   // as a function
 *
 * Tensor v = x.variable();                                         // or imperatively
 * v.sin().mul(v).sum().backward();
 * Tensor same = v.grad();
 * }</pre>
 *
 * <p>What holds for everything here: values are immutable and may be shared between threads; bad
 * shapes, dtypes and arguments are an {@link java.lang.IllegalArgumentException} that names the
 * operation, what it got and what to do; use of a value in the wrong place (a traced value in a
 * Java branch, a value that outlived its transformation) is an {@link
 * java.lang.IllegalStateException}; nothing wraps around silently, a tensor has at most 2^31 - 1
 * elements; the same program gives the same bits, with any number of threads and with or without
 * the Vector API.
 *
 * <p>The system property {@code cotangent.threads} bounds the number of threads that large kernels
 * use; by default it is the number of processors.
 */
@NullMarked
package cotangent;

import org.jspecify.annotations.NullMarked;
