package cotangent.op;

import cotangent.DType;
import cotangent.Key;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.kernel.Parallel;
import cotangent.kernel.Philox;
import cotangent.transform.Dispatch;
import java.util.List;

/**
 * Random draws. The operand is the state of a {@link Key}, an I64 scalar, and every element of the
 * result is a function of the key and of its own place: the bits depend on neither threads nor
 * vectors. Under {@code vmap} each element of the batch has a key of its own.
 */
public final class Draws {
  private Draws() {}

  /** The streams of one key, told apart by a word of the counter. */
  private static final int DRAW = 0;

  private static final int FOLD = 3;

  /** From so many chunks on several threads draw. */
  private static final int GRAIN = 16;

  /** Which stream new keys come from. */
  public enum Stream {
    /** The keys of {@link Key#split}. */
    SPLIT(1),
    /** The key of {@link Key#next}. */
    NEXT(2);

    private final int use;

    Stream(int use) {
      this.use = use;
    }
  }

  /** The type of a draw: the leading axes of the key, then {@code shape}. */
  private static List<TensorType> drawn(
      String name, List<TensorType> x, DType dtype, Shape shape, boolean defined) {
    if (x.getFirst().dtype() != DType.I64 || !defined) {
      throw new IllegalArgumentException(
          name + " of " + dtype + shape + " is not defined for a key of " + x.getFirst());
    }
    return List.of(new TensorType(dtype, x.getFirst().shape().concat(shape)));
  }

  /** Fills elements {@code at} to {@code at + n} of a result from the words of random blocks. */
  private interface Fill {
    void fill(long[] words, int at, int n);
  }

  /**
   * Draws {@code each} elements for each key, in chunks that one call of the generator serves.
   *
   * @param perBlock how many elements a random block serves
   */
  private static void draw(long[] keys, int each, int perBlock, Fill fill) {
    int chunk = perBlock * Philox.BLOCKS;
    int chunks = Math.ceilDiv(each, chunk);
    Parallel.ranges(
        keys.length * chunks,
        GRAIN,
        (from, to) -> {
          long[] words = new long[Philox.WORDS];
          for (int i = from; i < to; i++) {
            int c = i % chunks;
            int n = Math.min(chunk, each - c * chunk);
            Philox.stream(
                keys[i / chunks], DRAW, c * Philox.BLOCKS, words, Math.min(n, Philox.BLOCKS));
            fill.fill(words, i / chunks * each + c * chunk, n);
          }
        });
  }

  /** Keys number 0, 1, ... of a stream. */
  record Derive(Stream stream, Shape shape) implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, DType.I64, shape, true);
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      long[] keys = x.getFirst().longs();
      int n = shape.elements();
      for (int i = 0; i < keys.length * n; i++) {
        y.getFirst().longs()[i] = Philox.at(keys[i / n], stream.use, i % n);
      }
    }
  }

  /** The key that belongs to a key and a number. */
  record Fold() implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, DType.I64, Shape.SCALAR, x.getFirst().equals(x.getLast()));
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      long[] keys = x.getFirst().longs();
      for (int i = 0; i < keys.length; i++) {
        y.getFirst().longs()[i] = Philox.at(keys[i], FOLD, x.getLast().longs()[i]);
      }
    }
  }

  /** Uniform in [0, 1). */
  record Uniform(DType dtype, Shape shape) implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, dtype, shape, dtype.isFloating());
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      Buffer out = y.getFirst();
      if (dtype == DType.F32) {
        draw(
            x.getFirst().longs(),
            shape.elements(),
            4,
            (words, at, n) -> Philox.uniform(words, out.floats(), at, n));
      } else {
        draw(
            x.getFirst().longs(),
            shape.elements(),
            2,
            (words, at, n) -> Philox.uniform(words, out.doubles(), at, n));
      }
    }
  }

  /** Standard normal. */
  record Normal(DType dtype, Shape shape) implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, dtype, shape, dtype.isFloating());
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      Buffer out = y.getFirst();
      if (dtype == DType.F32) {
        draw(
            x.getFirst().longs(),
            shape.elements(),
            4,
            (words, at, n) -> Philox.normal(words, out.floats(), at, n));
      } else {
        draw(
            x.getFirst().longs(),
            shape.elements(),
            2,
            (words, at, n) -> Philox.normal(words, out.doubles(), at, n));
      }
    }
  }

  /** True with probability {@code p}. */
  record Bernoulli(double p, Shape shape) implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, DType.BOOL, shape, true);
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      byte[] out = y.getFirst().bytes();
      long threshold = Math.round(p * 0x1p32);
      draw(
          x.getFirst().longs(),
          shape.elements(),
          4,
          (words, at, n) -> Philox.below(threshold, words, out, at, n));
    }
  }

  /** Integers from {@code from} up to and without {@code to}. */
  record UniformInt(DType dtype, long from, long to, Shape shape) implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, dtype, shape, dtype == DType.I32 || dtype == DType.I64);
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      Buffer out = y.getFirst();
      draw(
          x.getFirst().longs(),
          shape.elements(),
          1,
          (words, at, n) -> {
            for (int i = 0; i < n; i++) {
              long value = from + Philox.bounded(words, i, to - from);
              if (dtype == DType.I32) {
                out.ints()[at + i] = (int) value;
              } else {
                out.longs()[at + i] = value;
              }
            }
          });
    }
  }

  /**
   * The numbers 0 to n - 1 in random order, shuffled after Fisher and Yates (Knuth, The Art of
   * Computer Programming, volume 2, algorithm 3.4.2 P).
   */
  record Permutation(int n) implements Discrete {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return drawn(name(), x, DType.I32, Shape.of(n), true);
    }

    @Override
    public void kernel(List<Buffer> x, List<Buffer> y) {
      int[] out = y.getFirst().ints();
      long[] keys = x.getFirst().longs();
      long[] words = new long[Philox.WORDS];
      for (int k = 0; k < keys.length; k++) {
        int start = k * n;
        for (int i = 0; i < n; i++) {
          if (i % Philox.BLOCKS == 0) {
            Philox.stream(keys[k], DRAW, i, words, Math.min(n - i, Philox.BLOCKS));
          }
          int j = (int) Philox.bounded(words, i % Philox.BLOCKS, i + 1L);
          out[start + i] = out[start + j];
          out[start + j] = i;
        }
      }
    }
  }

  private static Tensor state(String name, Key key) {
    if (key.state().shape().rank() != 0) {
      throw new IllegalArgumentException(
          name
              + " needs one key, got "
              + key.state().shape()
              + " of them: use vmap to draw for each");
    }
    return key.state();
  }

  /** New keys from a stream of a key. */
  public static Tensor derive(Key key, Stream stream, Shape shape) {
    return Dispatch.apply(new Derive(stream, shape), state("split", key));
  }

  /** The key that belongs to a key and a number. */
  public static Tensor fold(Key key, Tensor data) {
    if (data.dtype() != DType.I64 || data.shape().rank() != 0) {
      throw new IllegalArgumentException("fold needs an I64 scalar, got " + data.type());
    }
    return Dispatch.apply(new Fold(), state("fold", key), data);
  }

  /** Uniform in [0, 1). */
  public static Tensor uniform(Key key, DType dtype, Shape shape) {
    return Dispatch.apply(new Uniform(floating("uniform", dtype), shape), state("uniform", key));
  }

  /** Standard normal. */
  public static Tensor normal(Key key, DType dtype, Shape shape) {
    return Dispatch.apply(new Normal(floating("normal", dtype), shape), state("normal", key));
  }

  private static DType floating(String name, DType dtype) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException(name + " draws F32 or F64, not " + dtype);
    }
    return dtype;
  }

  /** True with probability {@code p}. */
  public static Tensor bernoulli(Key key, double p, Shape shape) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("bernoulli: a probability lies in [0, 1], got " + p);
    }
    return Dispatch.apply(new Bernoulli(p, shape), state("bernoulli", key));
  }

  /** Integers from {@code from} up to and without {@code to}. */
  public static Tensor uniformInt(Key key, DType dtype, long from, long to, Shape shape) {
    boolean fits = dtype == DType.I32 ? from == (int) from && to - 1 == (int) (to - 1) : true;
    if (from >= to || !fits || dtype.isFloating() || !dtype.isNumeric()) {
      throw new IllegalArgumentException(
          "uniformInt draws I32 or I64 from a range that is not empty and that the dtype holds, got "
              + dtype
              + " from "
              + from
              + " to "
              + to);
    }
    return Dispatch.apply(new UniformInt(dtype, from, to, shape), state("uniformInt", key));
  }

  /** The numbers 0 to n - 1 in random order. */
  public static Tensor permutation(Key key, int n) {
    if (n < 0) {
      throw new IllegalArgumentException("permutation of " + n + " numbers: give 0 or more");
    }
    return Dispatch.apply(new Permutation(n), state("permutation", key));
  }
}
