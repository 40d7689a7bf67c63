package cotangent.nn.optim;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A bound on gradients. */
public sealed interface Clip {
  /** The bounded gradient; what is not floating-point stays as it is. */
  <T> T apply(T grads);

  /**
   * Scales all of the gradient by one factor if its Euclidean norm, over all leaves together, is
   * above {@code max}: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural
   * networks, 2013, algorithm 1.
   */
  record GlobalNorm(double max) implements Clip {
    /** Checks the bound. */
    public GlobalNorm {
      requirePositive("GlobalNorm", max);
    }

    @Override
    public <T> T apply(T grads) {
      List<Tensor> norms = new ArrayList<>(List.of(Tensor.of(0.0)));
      for (Tensor g : Tree.leaves(grads)) {
        if (g.dtype().isFloating()) {
          norms.add(g.norm().cast(DType.F64));
        }
      }
      Tensor norm = Tensor.stack(norms, 0).norm();
      Tensor scale = Tensor.of(max).div(norm.maximum(max));
      return floating(grads, g -> g.mul(scale.cast(g.dtype())));
    }
  }

  /** Bounds each element to the interval from {@code -max} to {@code max}. */
  record Value(double max) implements Clip {
    /** Checks the bound. */
    public Value {
      requirePositive("Value", max);
    }

    @Override
    public <T> T apply(T grads) {
      return floating(grads, g -> g.clamp(-max, max));
    }
  }

  private static void requirePositive(String name, double max) {
    if (!(max > 0)) {
      throw new IllegalArgumentException(
          "Clip." + name + ": the bound must be positive, got " + max);
    }
  }

  private static <T> T floating(T grads, UnaryOperator<Tensor> f) {
    return Tree.map(grads, g -> g.dtype().isFloating() ? f.apply(g) : g);
  }
}
