package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;

/** Emits products of tangents or adjoints with partial derivatives. */
final class PartialEmitter {
  private final Emitter emitter;
  private final CodeBuilder code;

  PartialEmitter(Emitter emitter) {
    this.emitter = emitter;
    this.code = emitter.code;
  }

  /**
   * Multiplies the real on the stack, a tangent or adjoint of the type of {@code v}, by the partial
   * derivative of {@code v} with respect to its operand.
   */
  void times(Rule.Partial partial, Value v) {
    boolean single = v.type.equals("F");
    switch (partial) {
      case Rule.Partial.Zero() -> {
        emitter.pop(v.type);
        emitter.loadZero(v.type);
      }
      case Rule.Partial.One() -> {}
      case Rule.Partial.MinusOne() -> {
        if (single) {
          code.fneg();
        } else {
          code.dneg();
        }
      }
      case Rule.Partial.Operand(var i, var strong) -> {
        if (single) {
          emitter.load(v.in[i]);
          code.fmul();
        } else {
          emitter.load(v.in[i]);
          multiply(strong);
        }
      }
      case Rule.Partial.Result() -> {
        emitter.load(v);
        if (single) {
          code.fmul();
        } else {
          code.dmul();
        }
      }
      case Rule.Partial.Over(var i) -> {
        emitter.convert(v.type, "D");
        loadReal(v.in[i]);
        if (isPlainDivisor(v.in[i])) {
          code.ddiv();
        } else {
          emitter.call(Emitter.PARTIALS, "over", "(DD)D");
        }
        emitter.convert("D", v.type);
      }
      case Rule.Partial.Product(var target) -> {
        emitter.convert(v.type, "D");
        for (var x : v.in) {
          loadReal(x);
        }
        emitter.invoke(Opcode.INVOKESTATIC, target);
        emitter.convert("D", v.type);
      }
      case Rule.Partial.Method method -> {
        emitter.convert(v.type, "D");
        partial(method, v);
        multiply(method.strong());
        emitter.convert("D", v.type);
      }
    }
  }

  /** Whether a zero divided by this is sure to be zero. */
  private static boolean isPlainDivisor(Value v) {
    return v.op instanceof Op.Const(Double c) && c != 0 && !Double.isNaN(c);
  }

  /** Leaves a partial derivative of {@code v}. */
  void partial(Rule.Partial.Method method, Value v) {
    for (int i : method.arguments()) {
      loadReal(i == Rule.RESULT ? v : v.in[i]);
    }
    emitter.invoke(Opcode.INVOKESTATIC, method.target());
  }

  private void loadReal(Value v) {
    emitter.load(v);
    emitter.convert(v.type, "D");
  }

  /** Multiplies by a partial derivative; a strong zero annihilates an infinite one. */
  void multiply(boolean strong) {
    if (strong) {
      emitter.call(Emitter.PARTIALS, "scale", "(DD)D");
    } else {
      code.dmul();
    }
  }
}
