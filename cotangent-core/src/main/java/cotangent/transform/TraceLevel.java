package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Call;
import cotangent.op.Op;
import cotangent.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Tracing: ops are not evaluated but written down. A value of an outer transformation that the
 * function captures becomes one more input of the program, a plain tensor a constant.
 */
final class TraceLevel extends Level {
  private final List<Program.Equation> equations = new ArrayList<>();
  private final List<Program.Constant> constants = new ArrayList<>();
  private final IdentityHashMap<Tensor, Program.Variable> known = new IdentityHashMap<>();
  private final List<Program.Variable> extraInputs = new ArrayList<>();
  private final List<Tensor> captured = new ArrayList<>();
  private int variables;

  @Override
  String transformation() {
    return "trace";
  }

  Program.Variable fresh(TensorType type) {
    return new Program.Variable(variables++, type);
  }

  Tensor wrap(Program.Variable variable) {
    return new Abstract(this, variable);
  }

  /** The variable that stands for a tensor. */
  Program.Variable variable(Tensor x) {
    if (x instanceof Abstract a && a.level() == this) {
      return a.symbol();
    }
    return known.computeIfAbsent(
        x,
        value -> {
          Program.Variable variable = fresh(value.type());
          if (value instanceof Value) {
            extraInputs.add(variable);
            captured.add(value);
          } else {
            constants.add(new Program.Constant(variable, value));
          }
          return variable;
        });
  }

  @Override
  Tensor[] apply(Op op, Tensor[] x) {
    List<TensorType> operandTypes = Arrays.stream(x).map(Tensor::type).toList();
    Op recorded = op;
    List<TensorType> types;
    if (op instanceof Call call) {
      Program body = Trace.trace(call.body(), operandTypes).program();
      types = body.types();
      recorded = new Call(call.name(), new TracedBody(body), call.rules(), null);
    } else {
      types = op.types(operandTypes);
    }
    List<Program.Variable> operands = Arrays.stream(x).map(this::variable).toList();
    List<Program.Variable> results = types.stream().map(this::fresh).toList();
    equations.add(new Program.Equation(recorded, operands, results));
    return results.stream().map(this::wrap).toArray(Tensor[]::new);
  }

  Trace.Result finish(List<Program.Variable> inputs, Tensor[] y) {
    List<Program.Variable> outputs = Arrays.stream(y).map(this::variable).toList();
    List<Program.Variable> all = new ArrayList<>(inputs);
    all.addAll(extraInputs);
    return new Trace.Result(
        new Program(all, constants, equations, outputs).withoutDeadCode(), List.copyOf(captured));
  }
}
