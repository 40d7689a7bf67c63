package cotangent.code;

import java.util.function.Predicate;

/**
 * Roughly how many bytes a value takes in the longer one of the two sweeps. Only ratios matter: how
 * long a derivative becomes is measured, and then it is cut where the weights say.
 */
final class Weight {
  /** Parts that weigh less than this are not worth a call. */
  static final double LEAST = 150;

  private Weight() {}

  static double of(Body body, Predicate<Value> active) {
    return body.blocks.stream().mapToDouble(b -> of(b, active)).sum();
  }

  static double of(Block block, Predicate<Value> active) {
    double sum = block.code.stream().mapToDouble(v -> of(v, active)).sum();
    for (var next : block.succ) {
      sum += 8;
      for (var phi : next.phis) {
        sum += active.test(phi) ? 16 : 7;
      }
    }
    return sum;
  }

  /** Whether the call stays one of a library method, rather than one of two sweeps. */
  private static boolean isPlain(Op.MethodRef ref) {
    return ref.owner().startsWith("java/lang/") || ref.owner().equals(Targets.TAPE);
  }

  static double of(Value v, Predicate<Value> active) {
    return switch (v.op) {
      case Op.Param _, Op.Const _, Op.Phi _, Op.NewObject _, Op.Closure _ -> 0;
      case Op.Arith _ -> active.test(v) ? 14 + 18 * v.in.length : 10;
      case Op.Load _, Op.GetField _ -> active.test(v) ? 34 : 14;
      case Op.Store _, Op.PutField _ -> active.test(v.in[v.in.length - 1]) ? 42 : 22;
      case Op.Call(_, var ref) ->
          (active.test(v) ? 30 : 16) + (isPlain(ref) ? 12 : 20) * v.in.length;
      case Op.Construct _ -> 30 + 20 * v.in.length;
      case Op.NewArray _ -> 40;
      case Op.Dynamic _ -> 20;
      case Op.ArrayLength _,
          Op.GetStatic _,
          Op.PutStatic _,
          Op.Cast _,
          Op.InstanceOf _,
          Op.Caught _,
          Op.Monitor _ ->
          10;
    };
  }
}
