package cotangent;

import cotangent.array.JavaArrays;
import cotangent.array.NdArray;
import cotangent.array.Sequences;
import cotangent.op.Casting;
import cotangent.op.Draws;
import cotangent.op.Einsum;
import cotangent.op.Joining;
import cotangent.op.Masking;
import cotangent.op.Structure;
import cotangent.transform.Exports;
import cotangent.transform.Reverse;
import cotangent.transform.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array whose operations can be differentiated, vectorised and traced. Immutable:
 * every method gives a new tensor, often as a view on the same elements.
 *
 * <p>The dtype follows Java: {@code double} gives F64, {@code float} F32. Factories default to F64.
 * Nothing is widened silently: operands of different dtypes are refused with a hint at {@link
 * #cast}. A {@code double} argument takes the dtype of the tensor.
 *
 * <p>The methods stand in the interfaces that this one extends, by the kind of work they do; the
 * static ones have to stand here, since Java does not inherit them, which makes this file long.
 *
 * <p>Tensors are compared by identity; {@link #contentEquals} and {@link #allClose} compare
 * elements.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public sealed interface Tensor
    extends PointwiseMethods, StructureMethods, ReductionMethods, ContractionMethods
    permits NdArray, Value {

  // ---- from Java ----

  /** An F64 scalar. */
  static Tensor of(double value) {
    return NdArray.wrap(new TensorType(DType.F64, Shape.SCALAR), new double[] {value});
  }

  /** An F32 scalar. */
  static Tensor of(float value) {
    return NdArray.wrap(new TensorType(DType.F32, Shape.SCALAR), new float[] {value});
  }

  /** An I32 scalar. */
  static Tensor of(int value) {
    return NdArray.wrap(new TensorType(DType.I32, Shape.SCALAR), new int[] {value});
  }

  /** An I64 scalar. */
  static Tensor of(long value) {
    return NdArray.wrap(new TensorType(DType.I64, Shape.SCALAR), new long[] {value});
  }

  /** A BOOL scalar. */
  static Tensor of(boolean value) {
    return NdArray.scalar(DType.BOOL, value ? 1 : 0);
  }

  /** A vector of F64 numbers. */
  static Tensor of(double... values) {
    return JavaArrays.load(values);
  }

  /** A vector of F32 numbers. */
  static Tensor of(float... values) {
    return JavaArrays.load(values);
  }

  /** A vector of I32 numbers. */
  static Tensor of(int... values) {
    return JavaArrays.load(values);
  }

  /** A vector of I64 numbers. */
  static Tensor of(long... values) {
    return JavaArrays.load(values);
  }

  /** A vector of truth values. */
  static Tensor of(boolean... values) {
    return JavaArrays.load(values);
  }

  /**
   * A copy of a Java array of any rank: {@code double[]}, {@code float[][]}, {@code int[]}, {@code
   * long[]}, {@code boolean[]} and so on.
   *
   * @throws IllegalArgumentException if it is no such array, or its rows have different lengths
   */
  static Tensor of(Object array) {
    return JavaArrays.load(array);
  }

  /** F64 zeros. */
  static Tensor zeros(int... shape) {
    return zeros(DType.F64, shape);
  }

  /** Zeros, or {@code false}. */
  static Tensor zeros(DType dtype, int... shape) {
    return NdArray.zeros(new TensorType(dtype, Shape.of(shape)));
  }

  /** F64 ones. */
  static Tensor ones(int... shape) {
    return full(1, DType.F64, shape);
  }

  /** Ones, or {@code true}. */
  static Tensor ones(DType dtype, int... shape) {
    return full(1, dtype, shape);
  }

  /** An F64 tensor with one value everywhere. */
  static Tensor full(double value, int... shape) {
    return full(value, DType.F64, shape);
  }

  /** A tensor with one value everywhere. */
  static Tensor full(double value, DType dtype, int... shape) {
    return NdArray.scalar(dtype, value).broadcastTo(shape);
  }

  /** The F64 identity matrix. */
  static Tensor eye(int n) {
    return eye(DType.F64, n);
  }

  /** The identity matrix. */
  static Tensor eye(DType dtype, int n) {
    return Sequences.eye(dtype, n);
  }

  /** The I32 numbers from 0 up to and without {@code n}. */
  static Tensor arange(int n) {
    return Sequences.arange(0, n, 1);
  }

  /** The I32 numbers from {@code from} up to and without {@code to}. */
  static Tensor arange(int from, int to) {
    return Sequences.arange(from, to, 1);
  }

  /**
   * The I32 numbers {@code from}, {@code from + step} and so on, up to and without {@code to}.
   *
   * @throws IllegalArgumentException if the step is 0
   */
  static Tensor arange(int from, int to, int step) {
    return Sequences.arange(from, to, step);
  }

  /**
   * The F64 numbers {@code from + i * step} up to and without {@code to}. Rounding may add one that
   * is {@code to} but for an error; with {@link #linspace} their number is sure.
   *
   * @throws IllegalArgumentException if the step is 0, or a number is not finite
   */
  static Tensor arange(double from, double to, double step) {
    return Sequences.arange(from, to, step);
  }

  /** {@code n} F64 numbers evenly spaced from {@code from} to {@code to}, both included. */
  static Tensor linspace(double from, double to, int n) {
    return Sequences.linspace(from, to, n);
  }

  // ---- at random ----

  /** F64 numbers uniform in [0, 1). */
  static Tensor uniform(Key key, int... shape) {
    return uniform(key, DType.F64, shape);
  }

  /**
   * Numbers uniform in [0, 1): multiples of 2^-24 in F32, of 2^-53 in F64.
   *
   * @throws IllegalArgumentException if the dtype is not F32 or F64
   */
  static Tensor uniform(Key key, DType dtype, int... shape) {
    return Draws.uniform(key, dtype, Shape.of(shape));
  }

  /** F64 numbers of the standard normal distribution. */
  static Tensor normal(Key key, int... shape) {
    return normal(key, DType.F64, shape);
  }

  /**
   * Numbers of the standard normal distribution.
   *
   * @throws IllegalArgumentException if the dtype is not F32 or F64
   */
  static Tensor normal(Key key, DType dtype, int... shape) {
    return Draws.normal(key, dtype, Shape.of(shape));
  }

  /**
   * Truth values, each true with probability {@code p}, which is rounded to a multiple of 2^-32.
   *
   * @throws IllegalArgumentException if p is not in [0, 1]
   */
  static Tensor bernoulli(Key key, double p, int... shape) {
    return Draws.bernoulli(key, p, Shape.of(shape));
  }

  /**
   * Integers from {@code from} up to and without {@code to}, equally likely to within 2^-64.
   *
   * @param dtype I32 or I64
   * @throws IllegalArgumentException if there is no such integer, or the dtype does not hold them
   */
  static Tensor uniformInt(Key key, DType dtype, long from, long to, int... shape) {
    return Draws.uniformInt(key, dtype, from, to, Shape.of(shape));
  }

  /** The I32 numbers 0 to n - 1 in random order. */
  static Tensor permutation(Key key, int n) {
    return Draws.permutation(key, n);
  }

  // ---- of several tensors ----

  /** Joins tensors along an existing axis; the other axes must be equal. */
  static Tensor concat(List<Tensor> parts, int axis) {
    return Joining.concat(parts, axis);
  }

  /** Joins tensors of one shape along a new axis. */
  static Tensor stack(List<Tensor> parts, int axis) {
    return Joining.stack(parts, axis);
  }

  /**
   * Cuts an axis into parts of the given sizes, as views.
   *
   * @throws IllegalArgumentException if the sizes do not add up to the size of the axis
   */
  static List<Tensor> split(Tensor x, int axis, int... sizes) {
    return Joining.split(x, axis, sizes);
  }

  /**
   * Cuts an axis into equal parts, as views.
   *
   * @throws IllegalArgumentException if the size of the axis is no multiple of {@code parts}
   */
  static List<Tensor> splitEvenly(Tensor x, int axis, int parts) {
    return Joining.splitEvenly(x, axis, parts);
  }

  /** {@code condition ? a : b} for each element; all are broadcast. */
  static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return Masking.where(condition, a, b);
  }

  /**
   * Einstein's summation convention: the sum over all labels that the result does not have of the
   * products of the operands. {@code einsum("ij,jk->ik", x, y)} is a matrix product, {@code
   * einsum("ii", x)} a trace, {@code einsum("...ij->...ji", x)} a transpose.
   *
   * <p>Labels are letters, one for each axis; spaces do not count. A label repeated in a term takes
   * the diagonal. {@code ...} stands for any further axes, which broadcast. Without {@code ->} the
   * result has the axes of the ellipsis and then the labels that occur once, in alphabetical order.
   * More than two operands are multiplied in the order that takes the fewest multiplications at
   * each step.
   *
   * @throws IllegalArgumentException if the equation is malformed or does not fit the operands
   */
  static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.einsum(equation, operands);
  }

  // ---- what it is ----

  /** Dtype and shape. */
  TensorType type();

  /** The type of the elements. */
  default DType dtype() {
    return type().dtype();
  }

  /** The sizes of the axes. */
  default Shape shape() {
    return type().shape();
  }

  /** A scalar of this tensor's dtype, for {@code double} arguments. */
  default Tensor constant(double value) {
    return NdArray.scalar(dtype(), value);
  }

  // ---- to Java ----

  /**
   * The single element as a double; a truth value gives 0 or 1. The number of a value that reverse
   * or forward mode watches is given, too: what is computed from it in Java is a constant to the
   * derivative.
   *
   * @throws IllegalArgumentException if there is not exactly one element
   * @throws IllegalStateException under {@code vmap} or {@code trace}, where there is no one number
   */
  default double item() {
    return Exports.item(this);
  }

  /** The truth value of a BOOL tensor of one element; see {@link #item()}. */
  default boolean isTrue() {
    return item() != 0;
  }

  /**
   * The elements as a Java array of this rank, such as {@code double[][]} for a matrix of F64; a
   * scalar gives the boxed number.
   *
   * @throws IllegalStateException if a transformation watches this value: use {@link
   *     #stopGradient()} first, since the derivative would vanish silently
   */
  default Object toArray() {
    return JavaArrays.export((NdArray) Exports.plain("toArray", this));
  }

  /** The elements in row-major order, converted to doubles; see {@link #toArray()}. */
  default double[] toDoubles() {
    return (double[]) ((NdArray) Exports.plain("toDoubles", this).cast(DType.F64)).copied();
  }

  /** The elements in row-major order, converted to floats; see {@link #toArray()}. */
  default float[] toFloats() {
    return (float[]) ((NdArray) Exports.plain("toFloats", this).cast(DType.F32)).copied();
  }

  /** The elements in row-major order, converted to ints as Java does; see {@link #toArray()}. */
  default int[] toInts() {
    return (int[]) ((NdArray) Exports.plain("toInts", this).cast(DType.I32)).copied();
  }

  /** The elements in row-major order, converted to longs as Java does; see {@link #toArray()}. */
  default long[] toLongs() {
    return (long[]) ((NdArray) Exports.plain("toLongs", this).cast(DType.I64)).copied();
  }

  /** Whether dtype, shape and all elements are equal; NaN equals NaN. */
  default boolean contentEquals(Tensor other) {
    return JavaArrays.equal(
        (NdArray) Exports.plain("contentEquals", this),
        (NdArray) Exports.plain("contentEquals", other));
  }

  /**
   * Whether dtype and shape are equal and elements differ by at most {@code absolute + relative *
   * |other|}; NaN is close to NaN, and an infinity to itself.
   */
  default boolean allClose(Tensor other, double relative, double absolute) {
    return JavaArrays.close(
        (NdArray) Exports.plain("allClose", this),
        (NdArray) Exports.plain("allClose", other),
        relative,
        absolute);
  }

  /**
   * The elements converted to another dtype as Java converts numbers; to BOOL by comparison with 0.
   */
  default Tensor cast(DType to) {
    return Casting.cast(this, to);
  }

  // ---- derivatives, imperatively ----

  /**
   * A new variable with this value: what is computed from it is recorded, for {@link #backward()}.
   */
  default Tensor variable() {
    return Reverse.variable(this, null);
  }

  /** A new variable with a name, which pictures of the graph show. */
  default Tensor variable(String name) {
    return Reverse.variable(this, name);
  }

  /**
   * Adds the gradient of this scalar to {@link #grad()} of all variables that it was computed from.
   *
   * @throws IllegalArgumentException if this is no scalar: then give the cotangent, or take a sum
   */
  default void backward() {
    backward(Exports.one("backward", this));
  }

  /**
   * Adds to all variables the gradient of the sum of this times the given cotangent of the same
   * type.
   */
  default void backward(Tensor cotangent) {
    Reverse.backward(List.of(this), List.of(cotangent));
  }

  /** What {@code backward} has added to this variable so far; null before the first time. */
  default @Nullable Tensor grad() {
    return Reverse.grad(this);
  }

  /** Forgets what {@code backward} has added to this variable. */
  default void zeroGrad() {
    Reverse.zeroGrad(this);
  }

  /** The value as a constant: no derivative passes. */
  default Tensor stopGradient() {
    return Structure.stopGradient(this);
  }
}
