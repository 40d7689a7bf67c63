package cotangent;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor's axes, outermost first; rank 0 is a scalar. Immutable, equal by value.
 *
 * <p>A shape never has more than {@link Integer#MAX_VALUE} elements: a larger one is refused when
 * it is made.
 */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0], 1);

  private final int[] sizes;
  private final int elements;

  private Shape(int[] sizes, int elements) {
    this.sizes = sizes;
    this.elements = elements;
  }

  /**
   * The shape with these sizes.
   *
   * @throws IllegalArgumentException if a size is negative or there would be more than 2^31 - 1
   *     elements
   */
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : owning(sizes.clone());
  }

  /** Wraps an array that the caller gives up. */
  private static Shape owning(int[] sizes) {
    long elements = 1;
    boolean empty = false;
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + " has a negative size");
      }
      empty |= size == 0;
    }
    if (!empty) {
      for (int size : sizes) {
        elements *= size;
        if (elements > Integer.MAX_VALUE) {
          throw new IllegalArgumentException(
              "shape "
                  + Arrays.toString(sizes)
                  + " has more than 2^31 - 1 elements, the most that one tensor can hold: split it");
        }
      }
    }
    return new Shape(sizes, empty ? 0 : (int) elements);
  }

  /** The number of axes. */
  public int rank() {
    return sizes.length;
  }

  /** The number of elements: the product of the sizes, 1 for a scalar. */
  public int elements() {
    return elements;
  }

  /**
   * The size of an axis; a negative axis counts from the end.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /**
   * The axis as a number from 0 to rank - 1.
   *
   * @param axis an axis, negative ones counting from the end
   * @throws IllegalArgumentException if there is no such axis
   */
  public int axis(int axis) {
    return axis("", axis);
  }

  /** {@link #axis(int)} for an operation, whose name the error begins with. */
  public int axis(String name, int axis) {
    int normal = axis < 0 ? axis + sizes.length : axis;
    if (normal < 0 || normal >= sizes.length) {
      throw new IllegalArgumentException(
          (name.isEmpty() ? "axis " : name + ": axis ")
              + axis
              + " does not exist in shape "
              + this
              + (sizes.length == 0
                  ? ", a scalar"
                  : ": give " + -sizes.length + " to " + (sizes.length - 1)));
    }
    return normal;
  }

  /** The sizes as a new array. */
  public int[] toArray() {
    return sizes.clone();
  }

  /** The last {@code n} axes. */
  public Shape last(int n) {
    return n == sizes.length
        ? this
        : owning(Arrays.copyOfRange(sizes, sizes.length - n, sizes.length));
  }

  /** All but the last {@code n} axes. */
  public Shape dropLast(int n) {
    return n == 0 ? this : of(Arrays.copyOf(sizes, sizes.length - n));
  }

  /** These axes followed by those of another shape. */
  public Shape concat(Shape other) {
    if (other.sizes.length == 0) {
      return this;
    }
    if (sizes.length == 0) {
      return other;
    }
    int[] all = Arrays.copyOf(sizes, sizes.length + other.sizes.length);
    System.arraycopy(other.sizes, 0, all, sizes.length, other.sizes.length);
    return owning(all);
  }

  /** This shape with the size of one axis replaced. */
  public Shape with(int axis, int size) {
    int[] changed = sizes.clone();
    changed[axis(axis)] = size;
    return owning(changed);
  }

  /** This shape with a new axis put before {@code axis}, which may be the rank to append one. */
  public Shape insert(int axis, int size) {
    int[] longer = new int[sizes.length + 1];
    System.arraycopy(sizes, 0, longer, 0, axis);
    longer[axis] = size;
    System.arraycopy(sizes, axis, longer, axis + 1, sizes.length - axis);
    return owning(longer);
  }

  /** This shape without one axis. */
  public Shape remove(int axis) {
    int normal = axis(axis);
    int[] shorter = new int[sizes.length - 1];
    System.arraycopy(sizes, 0, shorter, 0, normal);
    System.arraycopy(sizes, normal + 1, shorter, normal, shorter.length - normal);
    return of(shorter);
  }

  /**
   * The shape that both broadcast to, by NumPy's rule: aligned at the last axis, sizes are equal or
   * one of them is 1.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public Shape broadcast(Shape other) {
    if (equals(other)) {
      return this;
    }
    int rank = Math.max(rank(), other.rank());
    int[] out = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int a = i <= rank() ? sizes[sizes.length - i] : 1;
      int b = i <= other.rank() ? other.sizes[other.sizes.length - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException(
            "shapes "
                + this
                + " and "
                + other
                + " do not broadcast: sizes "
                + a
                + " and "
                + b
                + " at axis "
                + -i
                + " differ and neither is 1");
      }
      out[rank - i] = a == 1 ? b : a;
    }
    return owning(out);
  }

  /** Whether this shape broadcasts to another: aligned at the last axis, sizes are equal or 1. */
  public boolean broadcasts(Shape to) {
    if (rank() > to.rank()) {
      return false;
    }
    for (int i = 1; i <= sizes.length; i++) {
      int size = sizes[sizes.length - i];
      if (size != 1 && size != to.size(-i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape other && Arrays.equals(sizes, other.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** The sizes in brackets without spaces, {@code [64,784]}; a scalar is {@code []}. */
  @Override
  public String toString() {
    return Arrays.stream(sizes)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
