package cotangent.program;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A function of tensors written down: equations in single static assignment form, in the order in
 * which they run.
 *
 * @param inputs the arguments
 * @param constants the tensors that the function captured
 * @param equations the ops
 * @param outputs the results
 */
public record Program(
    List<Variable> inputs,
    List<Constant> constants,
    List<Equation> equations,
    List<Variable> outputs) {

  /** A value of a program, numbered from 0 in the order of definition. */
  public record Variable(int number, TensorType type) {
    /** The letters a to z, then aa, ab and so on. */
    public String name() {
      StringBuilder name = new StringBuilder();
      for (int n = number; n >= 0; n = n / 26 - 1) {
        name.insert(0, (char) ('a' + n % 26));
      }
      return name.toString();
    }

    @Override
    public String toString() {
      return name() + ":" + type;
    }
  }

  /** A value that is the same in every run. */
  public record Constant(Variable variable, Tensor value) {}

  /** Some values as the results of an op. */
  public record Equation(Op op, List<Variable> operands, List<Variable> results) {
    @Override
    public String toString() {
      return results.stream().map(Variable::toString).collect(Collectors.joining(" "))
          + " = "
          + describe(op)
          + operands.stream().map(v -> " " + v.name()).collect(Collectors.joining());
    }
  }

  /** Makes the lists immutable. */
  public Program {
    inputs = List.copyOf(inputs);
    constants = List.copyOf(constants);
    equations = List.copyOf(equations);
    outputs = List.copyOf(outputs);
  }

  /** The types of the results. */
  public List<TensorType> types() {
    return outputs.stream().map(Variable::type).toList();
  }

  /** An op with its parameters, such as {@code sum[axes=(-1)]}. */
  public static String describe(Op op) {
    if (!(op instanceof Record) || op instanceof cotangent.op.Call) {
      return op.name();
    }
    String text = op.toString();
    String parameters = text.substring(text.indexOf('['));
    return op.name() + (parameters.equals("[]") ? "" : parameters);
  }

  /** The same function without the equations and constants on which no output depends. */
  public Program withoutDeadCode() {
    Set<Variable> live = new HashSet<>(outputs);
    List<Equation> kept = new ArrayList<>();
    for (Equation equation : equations.reversed()) {
      if (equation.results().stream().anyMatch(live::contains)) {
        live.addAll(equation.operands());
        kept.add(equation);
      }
    }
    return new Program(
        inputs,
        constants.stream().filter(c -> live.contains(c.variable())).toList(),
        kept.reversed(),
        outputs);
  }

  /** One line for each equation, with types. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("program(");
    out.append(inputs.stream().map(Variable::toString).collect(Collectors.joining(", ")))
        .append(")\n");
    for (Constant constant : constants) {
      String value = constant.value().shape().rank() == 0 ? " " + constant.value().item() : "";
      out.append("  ").append(constant.variable()).append(" = constant").append(value).append('\n');
    }
    for (Equation equation : equations) {
      out.append("  ").append(equation).append('\n');
    }
    return out.append("  return ")
        .append(outputs.stream().map(Variable::name).collect(Collectors.joining(", ")))
        .toString();
  }
}
