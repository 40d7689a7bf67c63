package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts short methods without loops where they are called: an accessor, the sum of two vectors. A
 * call costs more in a derivative than in the method itself, since adjoints are handed back through
 * the tape, and a record that crosses it has to exist, with a shadow.
 *
 * <p>A method of an object is taken only if the null that the call would refuse is refused by what
 * it does first, and nothing is taken that may be refused, so that errors name the right method.
 */
final class Inliner {
  /** Values of a method that is taken, at most, without constants. */
  private static final int SHORT = 40;

  /** Values of a method that grows, at most: what HotSpot compiles is limited, too. */
  private static final int LONG = 1000;

  private final Body body;
  private final Targets targets;
  private final Classes classes;
  private final Function<MethodRef, @Nullable Body> read;
  private final Map<Value, Value> replacement = new HashMap<>();

  /**
   * @param read the body of a method, or null if it cannot be had
   */
  Inliner(Body body, Targets targets, Classes classes, Function<MethodRef, @Nullable Body> read) {
    this.body = body;
    this.targets = targets;
    this.classes = classes;
    this.read = read;
  }

  void run() {
    int size = body.values.size();
    var splicer = new Splicer(body);
    var spliced = new LinkedHashMap<Value, Body>();
    for (var block : body.blocks) {
      var made = new ArrayList<Value>();
      for (var v : block.code) {
        var callee = size < LONG ? callee(v) : null;
        if (callee == null) {
          made.add(v);
        } else if (!isStraight(callee)) {
          made.add(v);
          if (splicer.reaches(block)) {
            size += callee.values.size();
            spliced.put(v, callee);
          }
        } else {
          size += callee.values.size();
          copy(callee, v, made);
        }
      }
      block.code.clear();
      block.code.addAll(made);
    }
    body.replace(replacement);
    body.number();
    if (!spliced.isEmpty()) {
      spliced.forEach(splicer::splice);
      splicer.end();
    }
  }

  private static boolean isStraight(Body body) {
    return body.blocks.stream().allMatch(b -> b.phis.isEmpty() && b.succ.size() <= 1);
  }

  private @Nullable Body callee(Value v) {
    if (!(v.op instanceof Op.Call(var code, var ref))
        || ref.isConstructor()
        || Arrays.stream(v.in).anyMatch(x -> x.stripped().op instanceof Op.Closure)) {
      return null;
    }
    var in = Arrays.stream(v.in).map(x -> Body.follow(replacement, x)).toArray(Value[]::new);
    if (!(targets.of(code, ref, in, classes) instanceof Target.Method(var target))) {
      return null;
    }
    var callee = read.apply(target);
    return callee != null
            && callee.params.size() == in.length
            && (in.length == Types.parameters(target.desc()).size() || refusesNull(callee, in[0]))
        ? callee
        : null;
  }

  private static boolean refusesNull(Body callee, Value receiver) {
    return receiver.stripped().op instanceof Op.Construct
        || code(callee)
            .filter(Value::hasEffect)
            .findFirst()
            .filter(v ->
                v.op instanceof Op.GetField
                    && v.in[0] == callee.params.getFirst()
                    && v.block.dominates(callee.exit))
            .isPresent();
  }

  private static java.util.stream.Stream<Value> code(Body body) {
    return body.blocks.stream().flatMap(b -> b.code.stream());
  }

  /** Whether it is worth while to read the method. */
  static boolean isShort(MethodModel method) {
    return method.code().orElse(null) instanceof CodeAttribute code
        && code.codeLength() <= 4 * SHORT
        && code.exceptionHandlers().isEmpty();
  }

  /** Whether the body, as it is now, may be put elsewhere. */
  boolean isSimple() {
    return body.values.stream().filter(v -> !(v.op instanceof Op.Const)).count() <= SHORT
        && body.returns()
        && (isStraight(body) || Splicer.takes(body))
        && code(body).allMatch(this::isSimple);
  }

  private boolean isSimple(Value v) {
    return switch (v.op) {
      case Op.Arith _, Op.ArrayLength _, Op.Load _, Op.GetField _ -> true;
      case Op.NewArray _ -> Elements.isSmall(v);
      case Op.Store _ -> Elements.isSmall(v.in[0]);
      case Op.Construct(var constructor) -> targets.constructor(constructor) != null;
      case Op.Call(var code, var ref) ->
          switch (targets.of(code, ref, v.in, classes)) {
            case Target.Smooth _ -> true;
            case Target.Flat _ -> Arrays.stream(v.in).noneMatch(Value::isReference);
            default -> false;
          };
      default -> false;
    };
  }

  private void copy(Body callee, Value call, List<Value> made) {
    var copies = new HashMap<Value, Value>();
    for (int i = 0; i < call.in.length; i++) {
      copies.put(callee.params.get(i), call.in[i]);
    }
    code(callee)
        .forEach(v -> {
          var in = Arrays.stream(v.in).map(x -> copied(x, copies)).toArray(Value[]::new);
          var copy = new Value(v.op, v.type, call.block, call.line, in);
          copies.put(v, copy);
          made.add(copy);
        });
    var result = callee.result();
    if (result != null) {
      replacement.put(call, copied(result, copies));
    }
  }

  private static Value copied(Value v, Map<Value, Value> copies) {
    return copies.computeIfAbsent(v, c -> new Value(c.op, c.type, c.block, c.line));
  }
}
