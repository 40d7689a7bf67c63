package cotangent.code;

import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.util.List;

/**
 * How the shadow of an object is laid out: an {@code Object[]} whose first element is a {@code
 * double[]} for the real fields and whose others are the shadows of the reference fields. A
 * subclass appends to the layout of its superclass.
 *
 * @param fields the fields that can carry derivatives
 */
record Layout(List<FieldRef> fields) {
  static final Layout NONE = new Layout(List.of());
  static final String TYPE = "[Ljava/lang/Object;";

  /** The field of a boxed number. */
  static final Layout BOXED = new Layout(List.of(new FieldRef("java/lang/Double", "value", "D")));

  /** Makes a value in the block under construction. */
  interface Maker {
    Value make(Op op, String type, Value... in);
  }

  int size() {
    return fields.size();
  }

  boolean contains(FieldRef field) {
    return position(field) >= 0;
  }

  /** Fields are found by name and type: the owner at the place of use may be a subclass. */
  int position(FieldRef field) {
    for (int i = fields.size() - 1; i >= 0; i--) {
      var f = fields.get(i);
      if (f.name().equals(field.name()) && f.desc().equals(field.desc())) {
        return i;
      }
    }
    return -1;
  }

  String type(int i) {
    return fields.get(i).desc();
  }

  boolean isReal(int i) {
    return Types.isReal(type(i));
  }

  /** Where the field is: in the array of reals, or in the array of shadows. */
  int index(int i) {
    boolean real = isReal(i);
    int index = real ? 0 : 1;
    for (int j = 0; j < i; j++) {
      if (isReal(j) == real) {
        index++;
      }
    }
    return index;
  }

  int reals() {
    return (int) fields.stream().filter(f -> Types.isReal(f.desc())).count();
  }

  /**
   * A method that stands for a constructor: it returns the values of the fields in the layout of
   * the shadow, and so its own shadow is that of the object.
   */
  static MethodRef values(MethodRef constructor) {
    var parameters = Types.parameters(constructor.desc());
    return new MethodRef(
        constructor.owner(), constructor.name(), Types.method(parameters, TYPE), false);
  }

  /** Reads a field from an array in this layout. */
  Value read(int i, Value array, Maker maker) {
    if (!isReal(i)) {
      var at = maker.make(new Op.Const(index(i)), "I");
      var loaded = maker.make(new Op.Load(), Types.OBJECT, array, at);
      return maker.make(new Op.Cast(type(i)), type(i), loaded);
    }
    var zero = maker.make(new Op.Const(0), "I");
    var reals =
        maker.make(new Op.Cast("[D"), "[D", maker.make(new Op.Load(), Types.OBJECT, array, zero));
    var x = maker.make(new Op.Load(), "D", reals, maker.make(new Op.Const(index(i)), "I"));
    return type(i).equals("D") ? x : maker.make(new Op.Arith(Opcode.D2F), "F", x);
  }

  /** Writes the fields to a new array in this layout. */
  Value write(Value[] values, Maker maker) {
    int references = size() - reals();
    var array =
        maker.make(new Op.NewArray(TYPE), TYPE, maker.make(new Op.Const(references + 1), "I"));
    var reals = maker.make(new Op.NewArray("[D"), "[D", maker.make(new Op.Const(reals()), "I"));
    maker.make(new Op.Store(), "V", array, maker.make(new Op.Const(0), "I"), reals);
    for (int i = 0; i < values.length; i++) {
      var v = values[i];
      if (v.type.equals("F")) {
        v = maker.make(new Op.Arith(Opcode.F2D), "D", v);
      }
      maker.make(
          new Op.Store(),
          "V",
          isReal(i) ? reals : array,
          maker.make(new Op.Const(index(i)), "I"),
          v);
    }
    return array;
  }

  static boolean isLibrary(String name) {
    return name.startsWith("java/")
        || name.startsWith("javax/")
        || name.startsWith("jdk/")
        || name.startsWith("sun/")
        || name.startsWith("cotangent/code/Differentiat") // and Differentiator
        || name.equals("cotangent/code/NotDifferentiableException")
        || name.equals("cotangent/code/runtime/Schedule");
  }

  /** The type of the shadow of a reference of this type. */
  static String shadow(String type) {
    if (type.equals("Lcotangent/code/runtime/Tape;")) {
      return type;
    }
    if (Types.isArray(type)) {
      var element = type.substring(1);
      return Types.kind(element) == 'A' ? "[" + shadow(element) : type;
    }
    return Types.OBJECT;
  }
}
