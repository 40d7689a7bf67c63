package cotangent.benchmarks.compile;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.array.NdArray;
import cotangent.op.Broadcasting;
import cotangent.op.Pointwise;
import cotangent.op.Reductions;
import cotangent.op.Scalar;
import cotangent.program.Program;
import cotangent.program.Program.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A program that is one fused loop: one formula for each element, its arguments being the operands.
 *
 * @param operands what the formula reads
 * @param body the formula of one element
 * @param dtype of all values
 * @param shape that the loop runs over
 * @param summed whether the result is the sum of all elements
 */
record Chain(List<Operand> operands, Scalar body, DType dtype, Shape shape, boolean summed) {

  /**
   * What an argument of the formula stands for.
   *
   * @param input the number of the program's input; -1 for a constant
   * @param constant the elements of a constant
   * @param broadcast whether it is one number for the whole loop
   */
  record Operand(int input, @Nullable NdArray constant, boolean broadcast) {
    /** The elements for some inputs of the program. */
    NdArray elements(Tensor[] inputs) {
      return constant != null ? constant : ((NdArray) inputs[input]).contiguous();
    }
  }

  /**
   * Fuses all equations of a program. Fusion is substitution: the formula of an equation takes the
   * place of the argument that stood for its result.
   *
   * @throws IllegalArgumentException if an equation is none that this prototype fuses
   */
  static Chain of(Program program) {
    return new Fusion(program).chain();
  }

  private static final class Fusion {
    private final Program program;
    private final List<Operand> operands = new ArrayList<>();
    private final Map<Variable, Scalar> formulas = new HashMap<>();

    Fusion(Program program) {
      this.program = program;
    }

    Chain chain() {
      List<Program.Equation> equations = program.equations();
      Program.Equation last = equations.getLast();
      boolean summed =
          last.op() instanceof Reductions.Sum sum
              && sum.axes().size() == last.operands().getFirst().type().shape().rank();
      Variable root = summed ? last.operands().getFirst() : last.results().getFirst();
      Shape shape = root.type().shape();
      for (Program.Equation equation :
          summed ? equations.subList(0, equations.size() - 1) : equations) {
        formulas.put(equation.results().getFirst(), formula(equation, shape));
      }
      return new Chain(
          List.copyOf(operands), value(root, false), root.type().dtype(), shape, summed);
    }

    private Scalar formula(Program.Equation equation, Shape shape) {
      Variable first = equation.operands().getFirst();
      if (equation.op() instanceof Pointwise op
          && op.bodies().size() == 1
          && first.type().shape().equals(shape)) {
        List<Scalar> arguments =
            equation.operands().stream().map(operand -> value(operand, false)).toList();
        return new Substitution(arguments).of(op.bodies().getFirst());
      }
      if (equation.op() instanceof Broadcasting.Broadcast broadcast
          && broadcast.from().elements() == 1
          && broadcast.to().equals(shape)) {
        return value(first, true);
      }
      throw new IllegalArgumentException("the prototype does not fuse " + equation);
    }

    private Scalar value(Variable variable, boolean broadcast) {
      return formulas.computeIfAbsent(
          variable,
          outer -> {
            operands.add(operand(outer, broadcast));
            return new Scalar.Arg(operands.size() - 1);
          });
    }

    private Operand operand(Variable outer, boolean broadcast) {
      for (Program.Constant constant : program.constants()) {
        if (constant.variable().equals(outer)) {
          NdArray elements = (NdArray) constant.value();
          boolean one = IntStream.of(elements.strides()).allMatch(stride -> stride == 0);
          return new Operand(-1, one ? elements : elements.contiguous(), one);
        }
      }
      return new Operand(program.inputs().indexOf(outer), null, broadcast);
    }
  }

  /** Puts formulas in the place of arguments; parts that were shared stay shared. */
  private record Substitution(List<Scalar> arguments, IdentityHashMap<Scalar, Scalar> done) {
    Substitution(List<Scalar> arguments) {
      this(arguments, new IdentityHashMap<>());
    }

    Scalar of(Scalar s) {
      Scalar known = done.get(s);
      if (known == null) {
        known =
            switch (s) {
              case Scalar.Arg a -> arguments.get(a.index());
              case Scalar.Const c -> c;
              case Scalar.Apply1 a -> new Scalar.Apply1(a.f(), of(a.x()));
              case Scalar.Apply2 a -> new Scalar.Apply2(a.f(), of(a.a()), of(a.b()));
              case Scalar.Test t -> new Scalar.Test(t.f(), of(t.a()), of(t.b()));
              case Scalar.Select c ->
                  new Scalar.Select(of(c.condition()), of(c.then()), of(c.otherwise()));
            };
        done.put(s, known);
      }
      return known;
    }
  }
}
