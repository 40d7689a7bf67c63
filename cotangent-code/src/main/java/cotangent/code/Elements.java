package cotangent.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes small arrays of numbers apart, as {@link Fields} does with records: where an array of
 * constant length is made in the method, is not seen outside, and its elements are all named by
 * constants, each element is a variable. Such an array has no shadow then and is not kept for the
 * reverse sweep.
 *
 * <p>A loop or a branch may choose among such arrays if what is written to them is written where
 * they are made. One that is not chosen from may be written anywhere.
 */
final class Elements {
  /** Elements of an array, at most. */
  private static final int SHORT = 8;

  private final Body body;

  /** The arrays, and the phis of them. */
  private final Set<Value> arrays = new LinkedHashSet<>();

  private final Map<Value, Value> replacement = new HashMap<>();

  /** An element of an array at the beginning of a block, or of a phi of arrays. */
  private record Place(Value array, int index, Block block) {}

  private final Map<Place, Value> phis = new HashMap<>();
  private final List<Value> made = new ArrayList<>();

  private Elements(Body body) {
    this.body = body;
  }

  static void run(Body body) {
    // What a handler finds in an array depends on where in the guarded code it was thrown.
    if (body.guarded.isEmpty()) {
      new Elements(body).run();
    }
  }

  /** Whether this makes an array that is short enough. */
  static boolean isSmall(Value v) {
    return v.op instanceof Op.NewArray(var type)
        && type.length() == 2
        && "DFIJ".indexOf(type.charAt(1)) >= 0
        && v.in[0].op instanceof Op.Const(Integer n)
        && n >= 0
        && n <= SHORT;
  }

  private void run() {
    body.number();
    for (var v : body.values) {
      if (isSmall(v) || (v.op instanceof Op.Phi && Types.isArray(v.type))) {
        arrays.add(v);
      }
    }
    while (arrays.removeIf(v -> !isLocal(v))) {}
    if (arrays.isEmpty()) {
      return;
    }
    for (var block : body.blocks) {
      for (int i = 0; i < block.code.size(); i++) {
        var v = block.code.get(i);
        if (v.op instanceof Op.Load && arrays.contains(v.in[0])) {
          replacement.put(v, element(v.in[0], index(v), block, i));
        } else if (v.op instanceof Op.ArrayLength && arrays.contains(v.in[0])) {
          replacement.put(v, constant(length(v.in[0]), v));
        }
      }
    }
    for (var block : body.blocks) {
      block.code.removeIf(v -> arrays.contains(v) || (v.in.length > 0 && arrays.contains(v.in[0])));
      block.phis.removeIf(arrays::contains);
    }
    while (made.removeIf(this::isNoChoice)) {}
    made.forEach(phi -> phi.block.phis.add(phi));
    body.replace(replacement);
    body.number();
  }

  // ------------------------------------------------------------------------- what is taken apart

  private boolean isLocal(Value v) {
    boolean phi = v.op instanceof Op.Phi;
    if (phi && (!List.of(v.in).stream().allMatch(arrays::contains) || length(v) < 0)) {
      return false;
    }
    var users = body.users(v);
    boolean chosen = phi || users.stream().anyMatch(u -> u.op instanceof Op.Phi);
    return users.stream().allMatch(u -> isElementwise(u, v, chosen))
        && body.blocks.stream().noneMatch(b -> b.end.operands().contains(v));
  }

  private boolean isElementwise(Value user, Value array, boolean chosen) {
    return switch (user.op) {
      case Op.Phi _ -> arrays.contains(user);
      case Op.ArrayLength _ -> true;
      case Op.Load _ -> isInside(user, array);
      case Op.Store _ ->
          user.in[0] == array
              && isInside(user, array)
              && (!chosen || (array.op instanceof Op.NewArray && user.block == array.block));
      default -> false;
    };
  }

  /** Whether the index of a load or store is a constant that is an index of the array. */
  private boolean isInside(Value access, Value array) {
    return access.in[1].op instanceof Op.Const(Integer i) && i >= 0 && i < length(array);
  }

  private static int index(Value access) {
    return access.in[1].op instanceof Op.Const(Integer i) ? i : -1;
  }

  /** The length that an array has wherever it comes from, or -1. */
  private static int length(Value array) {
    var lengths = new HashSet<Integer>();
    lengths(array, lengths, new HashSet<>());
    return lengths.size() == 1 ? lengths.iterator().next() : -1;
  }

  private static void lengths(Value array, Set<Integer> lengths, Set<Value> seen) {
    if (seen.add(array)) {
      if (array.op instanceof Op.Phi) {
        for (var x : array.in) {
          lengths(x, lengths, seen);
        }
      } else {
        // A phi of phis may lead to what is no new array; it is dropped when they are.
        lengths.add(isSmall(array) && array.in[0].op instanceof Op.Const(Integer n) ? n : -1);
      }
    }
  }

  // ---------------------------------------------------------------------------------- its elements

  /** The element before the instruction with this number in a block. */
  private Value element(Value array, int index, Block block, int before) {
    if (array.op instanceof Op.Phi) {
      return choice(array, index);
    }
    var at = block;
    var found = written(array, index, at, before);
    while (found == null && at.pred.size() == 1) {
      at = at.pred.getFirst();
      found = written(array, index, at, at.code.size());
    }
    return found == null ? joined(array, index, at) : found;
  }

  /** What a block writes to the element, the zero of a new array included, or null if nothing. */
  private @Nullable Value written(Value array, int index, Block block, int before) {
    for (int i = before - 1; i >= 0; i--) {
      var v = block.code.get(i);
      if (v == array) {
        return zero(v);
      }
      if (v.op instanceof Op.Store && v.in[0] == array && index(v) == index) {
        return v.in[2];
      }
    }
    return null;
  }

  /** The element where ways join. */
  private Value joined(Value array, int index, Block block) {
    var place = new Place(array, index, block);
    var phi = phis.get(place);
    if (phi == null) {
      phi = phi(place, array);
      phi.in =
          block.pred.stream()
              .map(p -> element(array, index, p, p.code.size()))
              .toArray(Value[]::new);
    }
    return phi;
  }

  /** The element of the array that is chosen. */
  private Value choice(Value array, int index) {
    var place = new Place(array, index, array.block);
    var phi = phis.get(place);
    if (phi == null) {
      phi = phi(place, array);
      var in = new Value[array.in.length];
      for (int i = 0; i < in.length; i++) {
        // Nothing is written to these arrays but in the block that makes them.
        var from = array.in[i];
        in[i] = element(from, index, from.block, from.block.code.size());
      }
      phi.in = in;
    }
    return phi;
  }

  private Value phi(Place place, Value array) {
    var phi = new Value(new Op.Phi(), array.type.substring(1), place.block, array.line);
    phis.put(place, phi);
    made.add(phi);
    return phi;
  }

  /** Replaces a phi of one value and itself. */
  private boolean isNoChoice(Value phi) {
    Value only = null;
    for (var x : phi.in) {
      var v = Body.follow(replacement, x);
      if (v != phi && v != only) {
        if (only != null) {
          return false;
        }
        only = v;
      }
    }
    replacement.put(phi, Objects.requireNonNull(only));
    return true;
  }

  private static Value zero(Value array) {
    return switch (array.type.charAt(1)) {
      case 'D' -> new Value(new Op.Const(0.0), "D", array.block, array.line);
      case 'F' -> new Value(new Op.Const(0f), "F", array.block, array.line);
      case 'J' -> new Value(new Op.Const(0L), "J", array.block, array.line);
      default -> constant(0, array);
    };
  }

  private static Value constant(int value, Value like) {
    return new Value(new Op.Const(value), "I", like.block, like.line);
  }
}
