package cotangent.benchmarks.compile;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.Traced;
import cotangent.array.NdArray;
import cotangent.kernel.Reduce;

/**
 * A traced chain, with a sum behind it or without, compiled to one hidden class: a loop over
 * blocks, each block computed into a strip that stays in the first-level cache and summed there.
 * The blocks are those of {@link Reduce}, and so the bits are those of the program evaluated op by
 * op.
 */
public final class CompiledChain {
  /** The elements that {@link Reduce} sums in lanes; longer sums are trees of such blocks. */
  private static final int BLOCK = 2048;

  /** A multiple of every vector length. */
  private static final int LENGTH = 64;

  private final Chain chain;
  private final ChainLoop loop;

  private CompiledChain(Chain chain) {
    this.chain = chain;
    this.loop = ChainEmitter.emit(chain);
  }

  /**
   * Compiles a traced function.
   *
   * @throws IllegalArgumentException if it is no chain that this prototype fuses
   */
  public static CompiledChain of(Traced<?, ?> traced) {
    return new CompiledChain(Chain.of(traced.program()));
  }

  /** The sum, or the elements, for inputs of the traced types. */
  public Tensor apply(Tensor... inputs) {
    Run run = new Run(inputs);
    int n = chain.shape().elements();
    if (chain.summed()) {
      return NdArray.scalar(chain.dtype(), run.sum(0, n));
    }
    NdArray y = NdArray.zeros(new TensorType(chain.dtype(), chain.shape()));
    for (int from = 0; from < n; from += BLOCK) {
      int block = Math.min(BLOCK, n - from);
      System.arraycopy(run.block(from, block), 0, y.data(), from, block);
    }
    return y;
  }

  /** The operands of one call and the strip of a block. */
  private final class Run {
    private final Object[] x;
    private final int[] offsets;
    private final int[] at;
    private final Object strip = NdArray.allocate(chain.dtype(), BLOCK);

    Run(Tensor[] inputs) {
      x = new Object[chain.operands().size()];
      offsets = new int[x.length];
      at = new int[x.length];
      for (int i = 0; i < x.length; i++) {
        NdArray input = chain.operands().get(i).elements(inputs);
        x[i] = input.data();
        offsets[i] = input.offset();
        at[i] = offsets[i];
      }
    }

    /** The tree of {@link Reduce}: the left part is the largest power of two that leaves a rest. */
    double sum(int from, int n) {
      if (n <= BLOCK) {
        Object elements = block(from, n);
        return chain.dtype() == DType.F32
            ? Reduce.sum((float[]) elements, 0, n)
            : Reduce.sum((double[]) elements, 0, n);
      }
      int left = Integer.highestOneBit(n - 1);
      double sum = sum(from, left) + sum(from + left, n - left);
      return chain.dtype() == DType.F32 ? (float) sum : sum;
    }

    /** Elements {@code from} to {@code from + n}, at the beginning of the strip. */
    Object block(int from, int n) {
      int whole = n - n % LENGTH;
      move(from);
      loop.fill(x, at, strip, whole);
      if (whole < n) {
        rest(from + whole, n - whole, whole);
      }
      return strip;
    }

    private void move(int from) {
      for (int i = 0; i < at.length; i++) {
        at[i] = offsets[i] + (chain.operands().get(i).broadcast() ? 0 : from);
      }
    }

    /** The last elements, through copies that are padded to whole vectors. */
    private void rest(int from, int n, int to) {
      move(from);
      Object[] padded = new Object[x.length];
      for (int i = 0; i < x.length; i++) {
        padded[i] = NdArray.allocate(chain.dtype(), LENGTH);
        int count = chain.operands().get(i).broadcast() ? 1 : n;
        System.arraycopy(x[i], at[i], padded[i], 0, count);
      }
      Object y = NdArray.allocate(chain.dtype(), LENGTH);
      loop.fill(padded, new int[x.length], y, LENGTH);
      System.arraycopy(y, 0, strip, to, n);
    }
  }
}
