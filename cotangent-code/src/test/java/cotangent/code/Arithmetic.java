package cotangent.code;

import java.lang.classfile.Opcode;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * The instructions of the {@link Interpreter}. Reals are {@link Real}, all small integers {@code
 * Integer}, longs {@code Long}; a case for each instruction, and so a long file.
 */
final class Arithmetic {
  private Arithmetic() {}

  static Object of(Opcode code, Object[] in) {
    return switch (code) {
      case DADD -> Elementary.ADD.apply(real(in[0]), real(in[1]));
      case DSUB -> Elementary.SUBTRACT.apply(real(in[0]), real(in[1]));
      case DMUL -> Elementary.MULTIPLY.apply(real(in[0]), real(in[1]));
      case DDIV -> Elementary.DIVIDE.apply(real(in[0]), real(in[1]));
      case DREM -> Elementary.REMAINDER.apply(real(in[0]), real(in[1]));
      case FADD -> Elementary.ADD_FLOATS.apply(real(in[0]), real(in[1]));
      case FSUB -> Elementary.SUBTRACT_FLOATS.apply(real(in[0]), real(in[1]));
      case FMUL -> Elementary.MULTIPLY_FLOATS.apply(real(in[0]), real(in[1]));
      case FDIV -> Elementary.DIVIDE_FLOATS.apply(real(in[0]), real(in[1]));
      case FREM -> Elementary.REMAINDER_FLOATS.apply(real(in[0]), real(in[1]));
      case DNEG, FNEG -> Elementary.NEGATE.apply(real(in[0]));
      case D2F -> Elementary.TO_FLOAT.apply(real(in[0]));
      case F2D -> in[0];
      case I2D -> Elementary.plain((int) in[0]);
      case I2F -> Elementary.plain((float) (int) in[0]);
      case L2D -> Elementary.plain((double) (long) in[0]);
      case L2F -> Elementary.plain((float) (long) in[0]);
      case D2I, F2I -> (int) real(in[0]).value();
      case D2L, F2L -> (long) real(in[0]).value();
      case DCMPG, FCMPG -> compare(real(in[0]).value(), real(in[1]).value(), 1);
      case DCMPL, FCMPL -> compare(real(in[0]).value(), real(in[1]).value(), -1);
      case I2L -> (long) (int) in[0];
      case L2I -> (int) (long) in[0];
      case I2B -> (int) (byte) (int) in[0];
      case I2S -> (int) (short) (int) in[0];
      case I2C -> (int) (char) (int) in[0];
      case INEG -> -(int) in[0];
      case LNEG -> -(long) in[0];
      case LSHL -> (long) in[0] << (int) in[1];
      case LSHR -> (long) in[0] >> (int) in[1];
      case LUSHR -> (long) in[0] >>> (int) in[1];
      case LCMP -> Long.compare((long) in[0], (long) in[1]);
      case IADD, ISUB, IMUL, IDIV, IREM, IAND, IOR, IXOR, ISHL, ISHR, IUSHR ->
          ofInts(code, (int) in[0], (int) in[1]);
      case LADD, LSUB, LMUL, LDIV, LREM, LAND, LOR, LXOR ->
          ofLongs(code, (long) in[0], (long) in[1]);
      case null, default -> throw new Heap.Unsupported("instruction " + code);
    };
  }

  private static int ofInts(Opcode code, int x, int y) {
    return switch (code) {
      case IADD -> x + y;
      case ISUB -> x - y;
      case IMUL -> x * y;
      case IDIV -> x / y;
      case IREM -> x % y;
      case IAND -> x & y;
      case IOR -> x | y;
      case IXOR -> x ^ y;
      case ISHL -> x << y;
      case ISHR -> x >> y;
      case IUSHR -> x >>> y;
      default -> throw new AssertionError(code);
    };
  }

  private static long ofLongs(Opcode code, long x, long y) {
    return switch (code) {
      case LADD -> x + y;
      case LSUB -> x - y;
      case LMUL -> x * y;
      case LDIV -> x / y;
      case LREM -> x % y;
      case LAND -> x & y;
      case LOR -> x | y;
      case LXOR -> x ^ y;
      default -> throw new AssertionError(code);
    };
  }

  private static int compare(double x, double y, int unordered) {
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : unordered;
  }

  @SuppressWarnings("ReferenceEquality") // as the instruction does
  static boolean holds(Opcode code, Object x, Object y) {
    return switch (code) {
      case IFEQ -> (int) x == 0;
      case IFNE -> (int) x != 0;
      case IFLT -> (int) x < 0;
      case IFGE -> (int) x >= 0;
      case IFGT -> (int) x > 0;
      case IFLE -> (int) x <= 0;
      case IF_ICMPEQ -> (int) x == (int) y;
      case IF_ICMPNE -> (int) x != (int) y;
      case IF_ICMPLT -> (int) x < (int) y;
      case IF_ICMPGE -> (int) x >= (int) y;
      case IF_ICMPGT -> (int) x > (int) y;
      case IF_ICMPLE -> (int) x <= (int) y;
      case IFNULL -> x == null;
      case IFNONNULL -> x != null;
      case IF_ACMPEQ -> x == y;
      case IF_ACMPNE -> x != y;
      case null, default -> throw new Heap.Unsupported("comparison " + code);
    };
  }

  static Real real(Object x) {
    return (Real) x;
  }

  // ------------------------------------------------------------------------------------ arrays

  static int length(Object array) {
    return switch (array) {
      case Heap.Reals a -> a.data().length;
      case Heap.References a -> a.data().length;
      case null -> throw new NullPointerException("length of an array");
      default -> Array.getLength(array);
    };
  }

  static Object load(Object array, int i) {
    return switch (array) {
      case Heap.Reals a -> a.data()[i];
      case Heap.References a -> a.data()[i];
      case int[] a -> a[i];
      case long[] a -> a[i];
      case boolean[] a -> a[i] ? 1 : 0;
      case byte[] a -> (int) a[i];
      case short[] a -> (int) a[i];
      case char[] a -> (int) a[i];
      case null -> throw new NullPointerException("element of an array");
      default -> throw new AssertionError(array);
    };
  }

  static void store(Object array, int i, Object value) {
    switch (array) {
      case Heap.Reals a -> a.data()[i] = (Real) value;
      case Heap.References a -> a.data()[i] = value;
      case int[] a -> a[i] = (int) value;
      case long[] a -> a[i] = (long) value;
      case boolean[] a -> a[i] = ((int) value & 1) != 0;
      case byte[] a -> a[i] = (byte) (int) value;
      case short[] a -> a[i] = (short) (int) value;
      case char[] a -> a[i] = (char) (int) value;
      case null -> throw new NullPointerException("element of an array");
      default -> throw new AssertionError(array);
    }
  }

  /** A new array of this type; further lengths are those of the arrays in it. */
  static Object array(String type, Object[] lengths, int at) {
    int n = (int) lengths[at];
    if (n < 0) {
      throw new NegativeArraySizeException(Integer.toString(n));
    }
    return switch (type) {
      case "[D", "[F" -> {
        var data = new Real[n];
        Arrays.fill(data, Real.Plain.ZERO);
        yield new Heap.Reals(type, data);
      }
      case "[I" -> new int[n];
      case "[J" -> new long[n];
      case "[Z" -> new boolean[n];
      case "[B" -> new byte[n];
      case "[S" -> new short[n];
      case "[C" -> new char[n];
      default -> {
        var data = new Object[n];
        for (int i = 0; at + 1 < lengths.length && i < n; i++) {
          data[i] = array(type.substring(1), lengths, at + 1);
        }
        yield new Heap.References(type, data);
      }
    };
  }

  static Object copy(Object array) {
    return switch (array) {
      case Heap.Reals a -> new Heap.Reals(a.type(), a.data().clone());
      case Heap.References a -> new Heap.References(a.type(), a.data().clone());
      case int[] a -> a.clone();
      case long[] a -> a.clone();
      case boolean[] a -> a.clone();
      case byte[] a -> a.clone();
      case short[] a -> a.clone();
      case char[] a -> a.clone();
      default -> throw new AssertionError(array);
    };
  }

  /** What {@code System.arraycopy} reads and writes. */
  static Object elements(Object array) {
    return switch (array) {
      case Heap.Reals a -> a.data();
      case Heap.References a -> a.data();
      default -> array;
    };
  }

  // ------------------------------------------------------------------------------- conversions

  /** What a field or element of this type holds before it is written. */
  static Object initial(String type) {
    return switch (Types.kind(type)) {
      case 'D', 'F' -> Real.Plain.ZERO;
      case 'I' -> 0;
      case 'J' -> 0L;
      default -> null;
    };
  }

  /** A value as a field of this type holds it. */
  static Object narrow(Object value, String type) {
    return switch (type) {
      case "Z" -> (int) value & 1;
      case "B" -> (int) (byte) (int) value;
      case "S" -> (int) (short) (int) value;
      case "C" -> (int) (char) (int) value;
      default -> value;
    };
  }

  /** Boxes, unboxes and widens, as a lambda does between its interface and its code. */
  static Object adapt(Object value, String from, String to) {
    if (to.equals("V")) {
      return null;
    }
    boolean reference = Types.kind(from) == 'A';
    if (Types.kind(to) == 'A') {
      return reference ? value : box(value, from);
    }
    if (!reference) {
      return widen(value, from, to);
    }
    var primitive = Types.unbox(Types.internal(from));
    return widen(unbox(value), primitive.isEmpty() ? to : primitive, to);
  }

  private static Object widen(Object value, String from, String to) {
    return switch ("" + Types.kind(from) + Types.kind(to)) {
      case "ID" -> Elementary.plain((int) value);
      case "IF" -> Elementary.plain((float) (int) value);
      case "IJ" -> (long) (int) value;
      case "JD" -> Elementary.plain((double) (long) value);
      case "JF" -> Elementary.plain((float) (long) value);
      default -> value;
    };
  }

  static Object box(Object value, String type) {
    return switch (type) {
      case "D" -> new Heap.Box((Real) value, false);
      case "F" -> new Heap.Box((Real) value, true);
      case "Z" -> (int) value != 0;
      case "B" -> (byte) (int) value;
      case "S" -> (short) (int) value;
      case "C" -> (char) (int) value;
      default -> value;
    };
  }

  static Object unbox(Object value) {
    return switch (value) {
      case Heap.Box box -> box.real();
      case Boolean b -> b ? 1 : 0;
      case Character c -> (int) c;
      case Byte b -> (int) b;
      case Short s -> (int) s;
      case null -> throw new NullPointerException("unboxing");
      default -> value;
    };
  }
}
