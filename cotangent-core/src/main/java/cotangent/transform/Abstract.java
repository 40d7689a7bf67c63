package cotangent.transform;

import cotangent.TensorType;
import cotangent.program.Program;

/** A value of a program that is being traced: it has a type and no elements. */
public final class Abstract implements Value {
  private final TraceLevel level;
  private final Program.Variable variable;

  Abstract(TraceLevel level, Program.Variable variable) {
    this.level = level;
    this.variable = variable;
  }

  TraceLevel level() {
    return level;
  }

  Program.Variable symbol() {
    return variable;
  }

  @Override
  public TensorType type() {
    return variable.type();
  }

  @Override
  public String toString() {
    return "traced " + variable;
  }
}
