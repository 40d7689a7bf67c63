package cotangent.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a method writes to what is reached from a parameter. Groups tell that, too, but count
 * what the method writes to arrays that it has just made, if it then puts them into one object with
 * something that came in.
 */
final class Writes {
  private record Question(Variant variant, int parameter) {}

  private final Set<Question> asked = new HashSet<>();

  /** Whether the method may write to something that was there when it was called. */
  boolean toParameter(Variant variant, int parameter) {
    var analysis = variant.analysis();
    var p = variant.body().params.get(parameter);
    if (!Analysis.hasGroup(p) || !asked.add(new Question(variant, parameter))) {
      return false;
    }
    int group = analysis.group(p);
    for (var v : variant.body().values) {
      boolean writes =
          switch (v.op) {
            case Op.Store _, Op.PutField _ -> isOld(analysis, v.in[0], group);
            case Op.Call _, Op.Construct _ -> call(analysis, v, group);
            default -> false;
          };
      if (writes) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the method may write to static fields, to what they hold, or where nobody knows; not
   * counting what it does before it fails.
   */
  static boolean elsewhere(Variant variant) {
    var reached = new LinkedHashSet<Variant>();
    Program.reach(variant, reached);
    for (var r : reached) {
      for (var block : returning(r.body())) {
        for (var v : block.code) {
          if (writesElsewhere(r.analysis(), v)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean writesElsewhere(Analysis analysis, Value v) {
    return switch (v.op) {
      case Op.PutStatic _ -> true;
      case Op.Store _, Op.PutField _ -> analysis.isStatic(v.in[0]);
      case Op.Call _, Op.Construct _ ->
          analysis.callee(v) == null
              && (analysis.clobbers(v)
                  || analysis.written(v).stream().anyMatch(analysis::isStatic));
      default -> false;
    };
  }

  /** The blocks from which the method may return. */
  static Set<Block> returning(Body body) {
    var blocks = new HashSet<Block>();
    var work = new ArrayDeque<Block>();
    if (body.returns()) {
      work.add(body.exit);
    }
    while (!work.isEmpty()) {
      var block = work.pop();
      if (blocks.add(block)) {
        work.addAll(block.pred);
      }
    }
    return blocks;
  }

  private boolean call(Analysis analysis, Value v, int group) {
    var callee = analysis.varying(v);
    if (callee == null) {
      return analysis.written(v).stream().anyMatch(x -> isOld(analysis, x, group));
    }
    var in = arguments(v);
    for (int i = 0; i < in.size(); i++) {
      if (isOld(analysis, in.get(i), group) && toParameter(callee, i)) {
        return true;
      }
    }
    return false;
  }

  static List<Value> arguments(Value call) {
    var in = new ArrayList<Value>();
    for (var x : call.in) {
      in.addAll(Simplifier.flatten(x));
    }
    return in;
  }

  private static boolean isOld(Analysis analysis, Value v, int group) {
    return Analysis.hasGroup(v)
        && analysis.group(v) == group
        && !isNew(analysis, v, new HashSet<>());
  }

  /** Whether the value is an object that this call of the method has made. */
  private static boolean isNew(Analysis analysis, Value v, Set<Value> seen) {
    var x = v.stripped();
    if (!seen.add(x)) {
      return true;
    }
    return switch (x.op) {
      case Op.NewArray _, Op.Construct _ -> true;
      case Op.Phi _ -> {
        boolean all = true;
        for (var y : x.in) {
          all &= isNew(analysis, y, seen);
        }
        yield all;
      }
      case Op.Call _ -> {
        var callee = analysis.varying(x);
        var result = callee == null ? null : callee.body().result();
        yield callee != null
            && result != null
            && isNew(callee.analysis(), result, new HashSet<>(seen));
      }
      default -> false;
    };
  }
}
