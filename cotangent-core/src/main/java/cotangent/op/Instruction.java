package cotangent.op;

import cotangent.DType;
import java.util.function.IntUnaryOperator;

/**
 * One step of a {@link StripProgram}; operands and result are slots, the dtype is that of the
 * values it works on.
 */
sealed interface Instruction {
  /** The slot of the result. */
  int to();

  /** A function of one argument. */
  record Call1(Fn1 f, DType type, int x, int to) implements Instruction {}

  /** A function of two arguments. */
  record Call2(Fn2 f, DType type, int a, int b, int to) implements Instruction {}

  /** A comparison. */
  record Test(Scalar.Comparison f, DType type, int a, int b, int to) implements Instruction {}

  /** A choice. */
  record Select(DType type, int condition, int a, int b, int to) implements Instruction {}

  /** A result that is an operand, a constant or another result. */
  record Copy(DType type, int x, int to) implements Instruction {}

  /** The same instruction with its operands renamed and another result. */
  default Instruction retargeted(IntUnaryOperator slot, int result) {
    return switch (this) {
      case Call1 c -> new Call1(c.f, c.type, slot.applyAsInt(c.x), result);
      case Call2 c -> new Call2(c.f, c.type, slot.applyAsInt(c.a), slot.applyAsInt(c.b), result);
      case Test c -> new Test(c.f, c.type, slot.applyAsInt(c.a), slot.applyAsInt(c.b), result);
      case Select c ->
          new Select(
              c.type,
              slot.applyAsInt(c.condition),
              slot.applyAsInt(c.a),
              slot.applyAsInt(c.b),
              result);
      case Copy c -> new Copy(c.type, slot.applyAsInt(c.x), result);
    };
  }

  /** The operands. */
  default int[] reads() {
    return switch (this) {
      case Call1 c -> new int[] {c.x};
      case Call2 c -> new int[] {c.a, c.b};
      case Test c -> new int[] {c.a, c.b};
      case Select c -> new int[] {c.condition, c.a, c.b};
      case Copy c -> new int[] {c.x};
    };
  }
}
