package cotangent.op;

import cotangent.Axes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Numbers the arguments that occur in formulas from 0 on, in the order of their first occurrence.
 */
final class Renumbering {
  private final List<Integer> inputs = new ArrayList<>();
  private final IdentityHashMap<Scalar, Scalar> done = new IdentityHashMap<>();

  Scalar of(Scalar s) {
    Scalar known = done.get(s);
    if (known == null) {
      known = rebuild(s);
      done.put(s, known);
    }
    return known;
  }

  private Scalar rebuild(Scalar s) {
    return switch (s) {
      case Scalar.Arg a -> {
        int number = inputs.indexOf(a.index());
        if (number < 0) {
          number = inputs.size();
          inputs.add(a.index());
        }
        yield new Scalar.Arg(number);
      }
      case Scalar.Const c -> c;
      case Scalar.Apply1 a -> new Scalar.Apply1(a.f(), of(a.x()));
      case Scalar.Apply2 a -> new Scalar.Apply2(a.f(), of(a.a()), of(a.b()));
      case Scalar.Test t -> new Scalar.Test(t.f(), of(t.a()), of(t.b()));
      case Scalar.Select c -> new Scalar.Select(of(c.condition()), of(c.then()), of(c.otherwise()));
    };
  }

  int count() {
    return inputs.size();
  }

  Axes inputs() {
    return Axes.generate(inputs.size(), inputs::get);
  }
}
