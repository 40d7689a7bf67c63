package cotangent.code;

import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls direct: a constructor together with its {@code new} becomes one value, the call of a
 * lambda whose code is known a call of that code, unboxing undoes boxing, a derivative that is
 * taken inside becomes a lambda with generated code, and a lambda that must be an object becomes
 * one.
 */
final class Simplifier {
  static final String API = "cotangent/code/Differentiate";
  private static final String DIFFERENTIATOR = "cotangent/code/Differentiator";
  private static final MethodRef FAST =
      new MethodRef(API, "fastMath", "()L" + DIFFERENTIATOR + ";", false);

  /** What is known of the API and of constants when a method is read. */
  interface Known {
    /**
     * The derivative of a lambda by a method of the API, or null for another method. The chosen
     * parameters come after the name and a colon.
     */
    @Nullable Lambda derivative(String verb, Lambda f);

    /** The function that a static final field holds, or null if that cannot be told. */
    @Nullable Lambda constant(Op.FieldRef field);

    /** Whether a static final field holds a differentiator that follows the same rules. */
    boolean isDifferentiator(Op.FieldRef field);
  }

  private static final String VALUE_AND_GRADIENT = "cotangent/code/ValueAndGradient";

  private final Body body;
  private final Closures closures;
  private final Known known;
  private final Map<Value, Value> replacement = new HashMap<>();
  private List<Value> made = new ArrayList<>();

  Simplifier(Body body, Closures closures, Known known) {
    this.body = body;
    this.closures = closures;
    this.known = known;
  }

  void run() {
    for (boolean changed = true; changed; ) {
      replacement.clear();
      for (var block : body.blocks) {
        made = new ArrayList<>();
        for (var v : block.code) {
          if (!rewrite(v)) {
            made.add(v);
          }
        }
        block.code.clear();
        block.code.addAll(made);
      }
      changed = !replacement.isEmpty();
      body.replace(replacement);
    }
    body.number();
    objects();
  }

  // -------------------------------------------------------------------------- lambdas as objects

  /** Lambdas nested in each other's captures are told apart to this depth. */
  private static final int DEPTH = 4;

  /**
   * Makes lambdas that are stored, returned or chosen among others objects of classes of their own.
   */
  private void objects() {
    var kept = new HashSet<Value>();
    body.blocks.forEach(b -> kept.addAll(b.end.operands()));
    replacement.clear();
    for (var block : body.blocks) {
      made = new ArrayList<>();
      for (var v : block.code) {
        if (v.op instanceof Op.Closure(var lambda) && becomesObject(v, kept)) {
          var constructor = closures.constructor(lambda);
          var type = Types.ofInternal(constructor.owner());
          replacement.put(v, make(v, new Op.Construct(constructor), type, v.in));
        } else {
          made.add(v);
        }
      }
      block.code.clear();
      block.code.addAll(made);
    }
    if (!replacement.isEmpty()) {
      body.replace(replacement);
      body.number();
    }
  }

  private boolean becomesObject(Value v, Set<Value> kept) {
    if (kept.contains(v) || (v.op instanceof Op.Closure && depth(v) > DEPTH)) {
      return true;
    }
    for (var user : body.users(v)) {
      boolean object =
          switch (user.op) {
            case Op.Phi _, Op.Store _, Op.PutField _, Op.PutStatic _, Op.Construct _ -> true;
            case Op.Cast _, Op.Closure _ -> becomesObject(user, kept);
            default -> false;
          };
      if (object) {
        return true;
      }
    }
    return false;
  }

  private static int depth(Value closure) {
    int depth = 0;
    for (var x : closure.in) {
      if (x.stripped().op instanceof Op.Closure) {
        depth = Math.max(depth, depth(x.stripped()));
      }
    }
    return 1 + depth;
  }

  private boolean rewrite(Value v) {
    if (v.op instanceof Op.GetStatic(var field)) {
      return constant(v, field);
    }
    if (!(v.op instanceof Op.Call(var code, var target))) {
      return false;
    }
    if (target.isConstructor() && !target.desc().endsWith(Layout.TYPE)) {
      return construct(v, target);
    }
    return code == Opcode.INVOKESTATIC
        ? derivative(v, target, v.in)
        : unbox(v, target) || inner(v, target) || closure(v, target);
  }

  private boolean construct(Value v, MethodRef target) {
    var object = Body.follow(replacement, v.in[0]);
    if (!(object.op instanceof Op.NewObject(var type))) {
      return false;
    }
    var in = Arrays.copyOfRange(v.in, 1, v.in.length);
    replacement.put(object, make(v, new Op.Construct(target), type, in));
    return true;
  }

  private boolean unbox(Value v, MethodRef target) {
    var primitive = Types.unbox(target.owner());
    if (primitive.isEmpty()
        || !target.name().endsWith("Value")
        || !Types.result(target.desc()).equals(primitive)) {
      return false;
    }
    var boxed = Body.follow(replacement, v.in[0]).stripped();
    if (!isBox(boxed, primitive)) {
      return false;
    }
    replacement.put(v, boxed.in[0]);
    return true;
  }

  static boolean isBox(Value v, String primitive) {
    return v.op instanceof Op.Call(_, var target)
        && target.name().equals("valueOf")
        && target.owner().equals(Types.box(primitive))
        && Types.parameters(target.desc()).equals(List.of(primitive));
  }

  /** A derivative by a differentiator, whose wish for fast functions the outermost one decides. */
  private boolean inner(Value v, MethodRef target) {
    if (!target.owner().equals(DIFFERENTIATOR)) {
      return false;
    }
    boolean follows =
        switch (Body.follow(replacement, v.in[0]).op) {
          case Op.Call(_, var made) -> made.equals(FAST);
          case Op.GetStatic(var field) -> known.isDifferentiator(field);
          default -> false;
        };
    return follows && derivative(v, target, Arrays.copyOfRange(v.in, 1, v.in.length));
  }

  private boolean derivative(Value v, MethodRef target, Value[] operands) {
    if (!target.owner().equals(API) && !target.owner().equals(DIFFERENTIATOR)) {
      return false;
    }
    @Nullable Value f = null;
    var chosen = new TreeSet<Integer>();
    for (var operand : operands) {
      var x = Body.follow(replacement, operand).stripped();
      switch (x.op) {
        case Op.Closure _ -> f = x;
        case Op.Const(ClassDesc _) -> {}
        case Op.Const(Integer i) -> chosen.add(i);
        case Op.NewArray _ when constants(x, chosen) -> {}
        default -> {
          return false;
        }
      }
    }
    if (f == null) {
      return false;
    }
    var numbers = chosen.stream().map(String::valueOf).collect(Collectors.joining(","));
    var verb = numbers.isEmpty() ? target.name() : target.name() + ":" + numbers;
    var lambda = known.derivative(verb, lambda(f));
    if (lambda == null) {
      return false;
    }
    replacement.put(v, build(v, lambda, new ArrayDeque<>(flatten(f))));
    return true;
  }

  /** Adds the elements of an array of constants; says whether it is one. */
  private boolean constants(Value array, Set<Integer> elements) {
    for (var block : body.blocks) {
      for (var v : block.code) {
        if (v.op instanceof Op.Store && v.in[0] == array) {
          if (!(v.in[2].op instanceof Op.Const(Integer i))) {
            return false;
          }
          elements.add(i);
        }
      }
    }
    return true;
  }

  private boolean constant(Value v, Op.FieldRef field) {
    var lambda = known.constant(field);
    if (lambda == null) {
      return false;
    }
    replacement.put(v, build(v, lambda, new ArrayDeque<>()));
    return true;
  }

  /** A closure made of flattened values, with closures inside where the code asks for them. */
  private Value build(Value at, Lambda lambda, Deque<Value> flat) {
    var in = new ArrayList<Value>();
    for (var shape : lambda.captured()) {
      in.add(shape.lambda() == null ? flat.pop() : build(at, shape.lambda(), flat));
    }
    var type = Types.ofInternal(lambda.type());
    return make(at, new Op.Closure(lambda), type, in.toArray(Value[]::new));
  }

  /** The code of a closure together with that of the closures it captures. */
  static Lambda lambda(Value closure) {
    var lambda = ((Op.Closure) closure.op).lambda();
    var shapes = new ArrayList<Shape>();
    for (int i = 0; i < closure.in.length; i++) {
      shapes.add(shape(closure.in[i], lambda.captured().get(i).type()));
    }
    return new Lambda(
        lambda.type(),
        lambda.method(),
        lambda.instantiated(),
        lambda.kind(),
        lambda.target(),
        shapes,
        lambda.site());
  }

  /** What is known of an argument. */
  static Shape shape(Value v, String declared) {
    var s = v.stripped();
    return s.op instanceof Op.Closure ? new Shape(declared, lambda(s)) : new Shape(declared, null);
  }

  /** The values that stand for an argument: itself, or what it captures. */
  static List<Value> flatten(Value v) {
    var s = v.stripped();
    if (!(s.op instanceof Op.Closure)) {
      return List.of(v);
    }
    return Arrays.stream(s.in).flatMap(x -> flatten(x).stream()).toList();
  }

  private boolean closure(Value v, MethodRef target) {
    var f = Body.follow(replacement, v.in[0]).stripped();
    if (!(f.op instanceof Op.Closure(var made))) {
      return false;
    }
    if (made.type().equals(VALUE_AND_GRADIENT) && target.name().equals("evaluator")) {
      replacement.put(v, f);
      return true;
    }
    var lambda = Forms.overload(made, v.in.length - 1);
    if (!lambda.method().equals(target.name())
        || Types.parameters(lambda.instantiated()).size() != v.in.length - 1) {
      return false;
    }
    var ref = lambda.target();
    var from = Types.parameters(lambda.instantiated());
    var to = new ArrayList<String>();
    if (lambda.kind() != Lambda.Kind.STATIC && lambda.kind() != Lambda.Kind.CONSTRUCTOR) {
      to.add(Types.ofInternal(ref.owner()));
    }
    to.addAll(Types.parameters(ref.desc()));
    var in = new ArrayList<>(Arrays.asList(f.in));
    for (int i = 1; i < v.in.length; i++) {
      in.add(adapt(v, v.in[i], from.get(i - 1), to.get(in.size())));
    }
    var arguments = in.toArray(Value[]::new);
    var result = Types.result(ref.desc());
    Value call;
    if (lambda.kind() == Lambda.Kind.CONSTRUCTOR) {
      result = Types.ofInternal(ref.owner());
      call = make(v, new Op.Construct(ref), result, arguments);
    } else {
      var code =
          switch (lambda.kind()) {
            case STATIC -> Opcode.INVOKESTATIC;
            case VIRTUAL -> Opcode.INVOKEVIRTUAL;
            case INTERFACE -> Opcode.INVOKEINTERFACE;
            case SPECIAL, CONSTRUCTOR -> Opcode.INVOKESPECIAL;
          };
      call = make(v, new Op.Call(code, ref), Types.value(result), arguments);
    }
    var wanted = Types.result(lambda.instantiated());
    replacement.put(v, wanted.equals("V") ? call : adapt(v, call, result, wanted));
    return true;
  }

  /** Converts between boxed and plain values and widens, as a lambda's bridge does. */
  private Value adapt(Value at, Value v, String from, String to) {
    if (Types.kind(from) == 'A') {
      var typed =
          v.type.equals(from) || from.equals(Types.OBJECT)
              ? v
              : make(at, new Op.Cast(from), from, v);
      if (Types.kind(to) == 'A') {
        return typed;
      }
      var primitive = Types.unbox(Types.internal(from));
      if (primitive.isEmpty()) {
        // What a type variable stands for.
        var box = Types.ofInternal(Types.box(to));
        return adapt(at, make(at, new Op.Cast(box), box, typed), box, to);
      }
      var name =
          switch (primitive) {
            case "D" -> "doubleValue";
            case "F" -> "floatValue";
            case "J" -> "longValue";
            case "I" -> "intValue";
            case "Z" -> "booleanValue";
            case "B" -> "byteValue";
            case "S" -> "shortValue";
            case "C" -> "charValue";
            default -> throw new Refusal(at.line, "a conversion from " + from, "Write it out.");
          };
      var target = new MethodRef(Types.internal(from), name, "()" + primitive, false);
      var call = new Op.Call(Opcode.INVOKEVIRTUAL, target);
      return widen(at, make(at, call, Types.value(primitive), typed), primitive, to);
    }
    if (Types.kind(to) == 'A') {
      var box = Types.box(from);
      var target = new MethodRef(box, "valueOf", "(" + from + ")" + Types.ofInternal(box), false);
      return make(at, new Op.Call(Opcode.INVOKESTATIC, target), Types.ofInternal(box), v);
    }
    return widen(at, v, from, to);
  }

  private Value widen(Value at, Value v, String from, String to) {
    var key = "" + Types.kind(from) + Types.kind(to);
    var code =
        switch (key) {
          case "ID" -> Opcode.I2D;
          case "IF" -> Opcode.I2F;
          case "IJ" -> Opcode.I2L;
          case "JD" -> Opcode.L2D;
          case "JF" -> Opcode.L2F;
          case "FD" -> Opcode.F2D;
          default -> null;
        };
    return code == null ? v : make(at, new Op.Arith(code), to, v);
  }

  private Value make(Value at, Op op, String type, Value... in) {
    var v = new Value(op, type, at.block, at.line, in);
    made.add(v);
    return v;
  }
}
