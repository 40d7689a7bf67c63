package cotangent.nn.optim;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.Tree;
import cotangent.op.Pointwise;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An optimiser that treats all elements alike, and so updates each tensor by one pointwise op. All
 * optimisers here are of this kind; another one is a formula and its coefficients:
 *
 * <pre>{@code
 * record SignDescent(double rate) implements FusedOptimizer {
 *   private static final Pointwise RULE =
 *       Pointwise.of("signDescent", 3, x -> List.of(x.get(0).sub(x.get(2).mul(x.get(1).sign()))));
 *
 *   public Pointwise rule() {
 *     return RULE;
 *   }
 *
 *   public List<Tensor> coefficients(Tensor step) {
 *     return List.of(Tensor.of(rate));
 *   }
 * }
 * }</pre>
 */
public interface FusedOptimizer extends Optimizer {
  /**
   * The formulas. Operands: parameter, gradient, the moments, the coefficients. Results: the new
   * parameter and the new moments. Moments begin as zeros.
   */
  Pointwise rule();

  /**
   * The scalars that the formulas take besides.
   *
   * @param step the number of updates before this one, an F64 scalar
   * @return F64 scalars; they are cast to the dtype of each parameter
   */
  List<Tensor> coefficients(Tensor step);

  @Override
  default <T> OptimizerState<T> init(T params) {
    List<T> moments = new ArrayList<>();
    for (int i = 1; i < rule().bodies().size(); i++) {
      moments.add(
          Tree.map(
              params,
              p -> p.dtype().isFloating() ? Tensor.zeros(p.dtype(), p.shape().toArray()) : p));
    }
    return new OptimizerState<>(Tensor.of(0L), List.copyOf(moments));
  }

  @Override
  default <T> Updated<T> update(T grads, OptimizerState<T> state, T params) {
    List<List<Tensor>> columns = new ArrayList<>();
    columns.add(Tree.leaves(params));
    columns.add(Tree.leaves(grads));
    state.moments().forEach(moment -> columns.add(Tree.leaves(moment)));
    int results = rule().bodies().size();
    Leaves.check(rule().name(), results + 1, columns);

    List<Tensor> coefficients = coefficients(state.step().cast(DType.F64));
    Map<DType, List<Tensor>> byType = new EnumMap<>(DType.class);
    List<List<Tensor>> updated = new ArrayList<>();
    for (int j = 0; j < results; j++) {
      updated.add(new ArrayList<>());
    }
    for (int i = 0; i < columns.getFirst().size(); i++) {
      Tensor p = columns.getFirst().get(i);
      List<Tensor> operands = new ArrayList<>();
      for (List<Tensor> column : columns) {
        operands.add(column.get(i));
      }
      if (p.dtype().isFloating()) {
        operands.addAll(
            byType.computeIfAbsent(
                p.dtype(), dtype -> coefficients.stream().map(c -> c.cast(dtype)).toList()));
        Tensor[] y = rule().applyAll(operands.toArray(Tensor[]::new));
        for (int j = 0; j < results; j++) {
          updated.get(j).add(y[j]);
        }
      } else {
        updated.forEach(column -> column.add(p));
      }
    }
    List<T> moments = new ArrayList<>();
    for (int j = 1; j < results; j++) {
      moments.add(Tree.rebuild(state.moments().get(j - 1), updated.get(j)));
    }
    return new Updated<>(
        Tree.rebuild(params, updated.getFirst()),
        new OptimizerState<>(state.step().add(1), List.copyOf(moments)));
  }
}
