package cotangent.op;

import cotangent.DType;
import cotangent.Shape;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.Parallel;
import cotangent.kernel.Strips;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Formulas as a list of instructions over strips: short runs of elements that stay in the
 * first-level cache. Equal parts are computed once. Slots hold strips: first the operands, then the
 * results, the constants and the intermediates.
 */
final class StripProgram {
  /** Elements in a strip: some ten strips of doubles fit into 48 KiB. */
  private static final int STRIP = 512;

  /** From this many elements on, a second thread is worth its start. */
  private static final int GRAIN = 1 << 15;

  private final DType[] operandTypes;
  private final List<DType> resultTypes;
  private final Instruction[] code;
  private final DType[] slotTypes;
  private final double[] constants;

  StripProgram(
      DType[] operandTypes,
      List<DType> resultTypes,
      Instruction[] code,
      DType[] slotTypes,
      double[] constants) {
    this.operandTypes = operandTypes;
    this.resultTypes = resultTypes;
    this.code = code;
    this.slotTypes = slotTypes;
    this.constants = constants;
  }

  List<DType> resultTypes() {
    return resultTypes;
  }

  /** Compiles formulas for operands of these dtypes, or explains why they have no meaning there. */
  static StripProgram compile(String name, List<Scalar> bodies, DType[] operands) {
    return new StripCompiler(name, bodies, operands).compile();
  }

  /** Whether the operands have the dtypes that this was compiled for. */
  boolean fits(NdArray[] x) {
    for (int i = 0; i < x.length; i++) {
      if (x[i].dtype() != operandTypes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The results for operands of one shape. */
  NdArray[] run(Shape shape, NdArray[] x) {
    int n = shape.elements();
    NdArray[] y = new NdArray[resultTypes.size()];
    for (int i = 0; i < y.length; i++) {
      DType dtype = resultTypes.get(i);
      TensorType type = x[0].dtype() == dtype ? x[0].type() : new TensorType(dtype, shape);
      y[i] = NdArray.zeros(type);
    }
    if (n >= 2 * GRAIN) {
      Parallel.ranges(n, GRAIN, (from, to) -> new Frame(x, y, n).run(from, to));
    } else if (n > 0) {
      new Frame(x, y, n).run(0, n);
    }
    return y;
  }

  /** The strips of one thread. */
  private final class Frame {
    private final Object[] strips = new Object[slotTypes.length];
    private final int[] at = new int[slotTypes.length];

    /** The operands that are copied into strips, since their elements do not lie side by side. */
    private final @Nullable Walk[] walks;

    /** The operands and results, whose slots come before those of constants and intermediates. */
    private final int outer;

    private final int length;

    Frame(NdArray[] x, NdArray[] y, int n) {
      outer = x.length + y.length;
      walks = new Walk[outer];
      boolean whole = outer == strips.length;
      for (int i = 0; i < x.length; i++) {
        if (x[i].isContiguous() || n == 1) {
          strips[i] = x[i].data();
          at[i] = x[i].offset();
        } else {
          walks[i] = new Walk(x[i]);
          whole = false;
        }
      }
      for (int i = 0; i < y.length; i++) {
        strips[x.length + i] = y[i].data();
      }
      length = whole ? n : Math.min(STRIP, n);
      for (int i = 0; i < outer; i++) {
        Walk walk = walks[i];
        if (walk != null) {
          strips[i] = NdArray.allocate(slotTypes[i], length);
          if (walk.isConstant()) {
            walk.load(0, length, strips[i]);
          }
        }
      }
      for (int i = outer; i < strips.length; i++) {
        strips[i] = NdArray.allocate(slotTypes[i], length);
      }
      for (int i = 0; i < constants.length; i++) {
        fill(strips[outer + i], constants[i]);
      }
    }

    void run(int from, int to) {
      advance(from);
      for (int start = from; start < to; start += length) {
        int n = Math.min(length, to - start);
        for (int i = 0; i < outer; i++) {
          Walk walk = walks[i];
          if (walk != null && !walk.isConstant()) {
            walk.load(start, n, strips[i]);
          }
        }
        for (Instruction instruction : code) {
          execute(instruction, n);
        }
        advance(n);
      }
    }

    /** Goes on by n elements in what is no strip. */
    private void advance(int n) {
      for (int i = 0; i < outer; i++) {
        at[i] += walks[i] == null ? n : 0;
      }
    }

    private void execute(Instruction instruction, int n) {
      Object y = strips[instruction.to()];
      int yo = at[instruction.to()];
      switch (instruction) {
        case Instruction.Call1 c -> {
          Object x = strips[c.x()];
          int xo = at[c.x()];
          switch (c.type()) {
            case F32 -> Strips.unary(c.f().kernel, (float[]) x, xo, (float[]) y, yo, n);
            case F64 -> Strips.unary(c.f().kernel, (double[]) x, xo, (double[]) y, yo, n);
            case I32 -> Strips.unary(c.f().kernel, (int[]) x, xo, (int[]) y, yo, n);
            case I64 -> Strips.unary(c.f().kernel, (long[]) x, xo, (long[]) y, yo, n);
            case BOOL -> Strips.unary(c.f().kernel, (byte[]) x, xo, (byte[]) y, yo, n);
          }
        }
        case Instruction.Call2 c -> {
          Object a = strips[c.a()];
          int ao = at[c.a()];
          Object b = strips[c.b()];
          int bo = at[c.b()];
          switch (c.type()) {
            case F32 ->
                Strips.binary(c.f().kernel, (float[]) a, ao, (float[]) b, bo, (float[]) y, yo, n);
            case F64 ->
                Strips.binary(
                    c.f().kernel, (double[]) a, ao, (double[]) b, bo, (double[]) y, yo, n);
            case I32 -> Strips.binary(c.f().kernel, (int[]) a, ao, (int[]) b, bo, (int[]) y, yo, n);
            case I64 ->
                Strips.binary(c.f().kernel, (long[]) a, ao, (long[]) b, bo, (long[]) y, yo, n);
            case BOOL ->
                Strips.binary(c.f().kernel, (byte[]) a, ao, (byte[]) b, bo, (byte[]) y, yo, n);
          }
        }
        case Instruction.Test c -> {
          Object a = strips[c.a()];
          int ao = at[c.a()];
          Object b = strips[c.b()];
          int bo = at[c.b()];
          byte[] truth = (byte[]) y;
          switch (c.type()) {
            case F32 ->
                Strips.compare(c.f().kernel, (float[]) a, ao, (float[]) b, bo, truth, yo, n);
            case F64 ->
                Strips.compare(c.f().kernel, (double[]) a, ao, (double[]) b, bo, truth, yo, n);
            case I32 -> Strips.compare(c.f().kernel, (int[]) a, ao, (int[]) b, bo, truth, yo, n);
            case I64 -> Strips.compare(c.f().kernel, (long[]) a, ao, (long[]) b, bo, truth, yo, n);
            case BOOL -> Strips.compare(c.f().kernel, (byte[]) a, ao, (byte[]) b, bo, truth, yo, n);
          }
        }
        case Instruction.Select c -> {
          byte[] condition = (byte[]) strips[c.condition()];
          int co = at[c.condition()];
          Object a = strips[c.a()];
          int ao = at[c.a()];
          Object b = strips[c.b()];
          int bo = at[c.b()];
          switch (c.type()) {
            case F32 ->
                Strips.select(condition, co, (float[]) a, ao, (float[]) b, bo, (float[]) y, yo, n);
            case F64 ->
                Strips.select(
                    condition, co, (double[]) a, ao, (double[]) b, bo, (double[]) y, yo, n);
            case I32 ->
                Strips.select(condition, co, (int[]) a, ao, (int[]) b, bo, (int[]) y, yo, n);
            case I64 ->
                Strips.select(condition, co, (long[]) a, ao, (long[]) b, bo, (long[]) y, yo, n);
            case BOOL ->
                Strips.select(condition, co, (byte[]) a, ao, (byte[]) b, bo, (byte[]) y, yo, n);
          }
        }
        case Instruction.Copy c -> System.arraycopy(strips[c.x()], at[c.x()], y, yo, n);
      }
    }
  }

  private static void fill(Object strip, double value) {
    switch (strip) {
      case float[] s -> Arrays.fill(s, (float) value);
      case double[] s -> Arrays.fill(s, value);
      case int[] s -> Arrays.fill(s, (int) value);
      case long[] s -> Arrays.fill(s, (long) value);
      case byte[] s -> Arrays.fill(s, (byte) (value != 0 ? 1 : 0));
      default -> throw new AssertionError("no tensor is stored in a " + strip.getClass());
    }
  }
}
