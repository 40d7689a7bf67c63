package cotangent.op;

import cotangent.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types the formulas, numbers their values and hands out slots. */
final class StripCompiler {
  private final String name;
  private final List<Scalar> bodies;
  private final DType[] operands;
  private final IdentityHashMap<Scalar, DType> types = new IdentityHashMap<>();
  private final List<Instruction> code = new ArrayList<>();
  private final Map<Object, Integer> values = new HashMap<>();
  private final IdentityHashMap<Scalar, Integer> visited = new IdentityHashMap<>();
  private final List<DType> valueTypes = new ArrayList<>();
  private final Map<Integer, Double> constantOf = new HashMap<>();

  StripCompiler(String name, List<Scalar> bodies, DType[] operands) {
    this.name = name;
    this.bodies = bodies;
    this.operands = operands;
  }

  StripProgram compile() {
    List<DType> resultTypes = new ArrayList<>();
    int[] roots = new int[bodies.size()];
    for (int i = 0; i < operands.length; i++) {
      valueTypes.add(operands[i]);
    }
    for (int i = 0; i < roots.length; i++) {
      DType type = type(bodies.get(i));
      DType known = type == null ? operands[0] : type;
      resultTypes.add(known);
      roots[i] = value(bodies.get(i), known);
    }
    return assignSlots(resultTypes, roots);
  }

  /** The dtype of a formula, null for a constant, which takes any. */
  private @Nullable DType type(Scalar s) {
    DType known = types.get(s);
    if (known == null) {
      known = infer(s);
      if (known != null) {
        types.put(s, known);
      }
    }
    return known;
  }

  private @Nullable DType infer(Scalar s) {
    return switch (s) {
      case Scalar.Arg a -> operands[a.index()];
      case Scalar.Const c -> null;
      case Scalar.Apply1 a -> {
        DType x = type(a.x());
        require(defined(x, a.f() == Fn1.NOT, a.f().onIntegers()), a.f(), x);
        yield x;
      }
      case Scalar.Apply2 a -> {
        DType x = unify(a.f(), type(a.a()), type(a.b()));
        require(defined(x, a.f().onBooleans(), a.f().onIntegers()), a.f(), x);
        yield x;
      }
      case Scalar.Test t -> {
        unify(t.f(), type(t.a()), type(t.b()));
        yield DType.BOOL;
      }
      case Scalar.Select c -> {
        DType condition = type(c.condition());
        require(condition == DType.BOOL, "the condition of select", condition);
        yield unify("select", type(c.then()), type(c.otherwise()));
      }
    };
  }

  /** The op, and the function inside its formula if that is another one. */
  private String place(Object f) {
    String function = f.toString().toLowerCase(Locale.ROOT);
    return function.equals(name.toLowerCase(Locale.ROOT))
        ? name + ": "
        : name + ": in " + function + ": ";
  }

  private static boolean defined(@Nullable DType x, boolean onBooleans, boolean onIntegers) {
    return x == null
        || (x == DType.BOOL ? onBooleans : !onBooleans && (x.isFloating() || onIntegers));
  }

  private @Nullable DType unify(Object f, @Nullable DType a, @Nullable DType b) {
    if (a != null && b != null && a != b) {
      throw new IllegalArgumentException(
          place(f)
              + "the operands have dtypes "
              + a
              + " and "
              + b
              + "; nothing is widened silently, use cast("
              + (b.isFloating() || !a.isFloating() ? b : a)
              + ") on the other");
    }
    return a == null ? b : a;
  }

  private void require(boolean defined, Object f, @Nullable DType x) {
    if (!defined) {
      throw new IllegalArgumentException(
          place(f)
              + "not defined for "
              + x
              + (x == DType.BOOL
                  ? "; use cast, or a comparison"
                  : "; use cast(F64) or cast(F32) first"));
    }
  }

  /** The number of the value of a formula; equal formulas have equal numbers. */
  private int value(Scalar s, DType type) {
    Integer seen = visited.get(s);
    if (seen != null && valueTypes.get(seen) == type) {
      return seen;
    }
    int number =
        switch (s) {
          case Scalar.Arg a -> a.index();
          case Scalar.Const c -> {
            requireExact(c.value(), type);
            Integer known = values.get(List.of(c.value(), type));
            if (known == null) {
              known = fresh(List.of(c.value(), type), type);
              constantOf.put(known, c.value());
            }
            yield known;
          }
          case Scalar.Apply1 a -> {
            int x = value(a.x(), type);
            yield emit(new Instruction.Call1(a.f(), type, x, -1), type);
          }
          case Scalar.Apply2 a -> {
            int x = value(a.a(), type);
            int y = value(a.b(), type);
            yield emit(new Instruction.Call2(a.f(), type, x, y, -1), type);
          }
          case Scalar.Test t -> {
            DType of = unify(t.f(), type(t.a()), type(t.b()));
            DType known = of == null ? DType.F64 : of;
            int x = value(t.a(), known);
            int y = value(t.b(), known);
            yield emit(new Instruction.Test(t.f(), known, x, y, -1), DType.BOOL);
          }
          case Scalar.Select c -> {
            int condition = value(c.condition(), DType.BOOL);
            int x = value(c.then(), type);
            int y = value(c.otherwise(), type);
            yield emit(new Instruction.Select(type, condition, x, y, -1), type);
          }
        };
    visited.put(s, number);
    return number;
  }

  /** Integers do not take a constant that they would round. */
  private void requireExact(double value, DType type) {
    if (!type.isFloating() && value != Math.rint(value)) {
      throw new IllegalArgumentException(
          name + ": the formula's constant " + value + " is no " + type + ": use cast(F64) first");
    }
  }

  private int fresh(Object key, DType type) {
    int number = valueTypes.size();
    valueTypes.add(type);
    values.put(key, number);
    return number;
  }

  private int emit(Instruction keyed, DType type) {
    Integer known = values.get(keyed);
    if (known != null) {
      return known;
    }
    int number = fresh(keyed, type);
    code.add(keyed.retargeted(v -> v, number));
    return number;
  }

  /** Maps values to slots; an intermediate's slot is used again after its last reader. */
  private StripProgram assignSlots(List<DType> resultTypes, int[] roots) {
    int arity = operands.length;
    List<DType> slots = new ArrayList<>(Arrays.asList(operands));
    slots.addAll(resultTypes);
    int[] slotOf = new int[valueTypes.size()];
    Arrays.fill(slotOf, -1);
    for (int i = 0; i < arity; i++) {
      slotOf[i] = i;
    }
    List<Integer> copied = new ArrayList<>();
    for (int i = 0; i < roots.length; i++) {
      boolean computed = roots[i] >= arity && !constantOf.containsKey(roots[i]);
      if (computed && slotOf[roots[i]] < 0) {
        slotOf[roots[i]] = arity + i;
      } else {
        copied.add(i);
      }
    }
    double[] constants = new double[constantOf.size()];
    int count = 0;
    for (int v = arity; v < slotOf.length; v++) {
      Double constant = constantOf.get(v);
      if (constant != null) {
        slotOf[v] = slots.size();
        slots.add(valueTypes.get(v));
        constants[count++] = constant;
      }
    }
    int[] lastRead = new int[slotOf.length];
    for (int i = 0; i < code.size(); i++) {
      for (int v : code.get(i).reads()) {
        lastRead[v] = i;
      }
    }
    int firstTemporary = slots.size();
    List<Integer> free = new ArrayList<>();
    Instruction[] out = new Instruction[code.size() + copied.size()];
    for (int i = 0; i < code.size(); i++) {
      Instruction in = code.get(i);
      int v = in.to();
      if (slotOf[v] < 0) {
        slotOf[v] = temporary(valueTypes.get(v), slots, free);
      }
      out[i] = in.retargeted(read -> slotOf[read], slotOf[v]);
      for (int read : Arrays.stream(in.reads()).distinct().toArray()) {
        if (slotOf[read] >= firstTemporary && lastRead[read] == i) {
          free.add(slotOf[read]);
        }
      }
    }
    for (int i = 0; i < copied.size(); i++) {
      int result = copied.get(i);
      out[code.size() + i] =
          new Instruction.Copy(resultTypes.get(result), slotOf[roots[result]], arity + result);
    }
    return new StripProgram(
        operands, List.copyOf(resultTypes), out, slots.toArray(DType[]::new), constants);
  }

  /** A free slot of a type, or a new one. */
  private static int temporary(DType type, List<DType> slots, List<Integer> free) {
    for (Iterator<Integer> all = free.iterator(); all.hasNext(); ) {
      int slot = all.next();
      if (slots.get(slot) == type) {
        all.remove();
        return slot;
      }
    }
    slots.add(type);
    return slots.size() - 1;
  }
}
