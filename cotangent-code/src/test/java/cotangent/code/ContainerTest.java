package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Lists and maps that hold what varies. A collection, and so a long file. */
@SuppressWarnings("ArrayRecordComponent") // arrays are what is tested
final class ContainerTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void all(String name, RealFunction f) {
    Checks.all(name, f, X);
  }

  static List<Double> squares(double[] x) {
    var list = new ArrayList<Double>();
    for (double v : x) {
      list.add(v * v);
    }
    return list;
  }

  static double norm(Iterable<Double> values) {
    double s = 0;
    for (double v : values) {
      s += v * v;
    }
    return Math.sqrt(s);
  }

  @Test
  void listsOfDoubles() {
    all("passed on", x -> norm(squares(x)) * squares(x).get(1));
    all(
        "changed",
        x -> {
          List<Double> list = squares(x);
          list.set(2, list.get(0) * list.get(1) + 3);
          list.add(1, x[4] * x[3]);
          double removed = list.remove(0);
          list.add(2.0);
          double s = list.size() * removed;
          for (int i = 0; i < list.size(); i++) {
            s = s * list.get(i) + i;
          }
          return s;
        });
    all(
        "recurrence",
        x -> {
          var list = new ArrayList<>(List.of(x[0], x[1] * x[2]));
          for (int i = 0; i < 6; i++) {
            list.add(Math.sin(list.get(i)) + list.getLast() * x[3]);
          }
          return list.get(7);
        });
    all(
        "one box twice",
        x -> {
          Double b = x[0] * x[1];
          var list = List.of(b, b, x[2]);
          return list.get(0) * list.get(1) * list.get(2);
        });
    all(
        "of array",
        x -> norm(List.of(x[0], 2.0, x[1], x[2], x[3], x[4], 1.0, x[0], 3.0, x[1], x[2])));
    all(
        "asList writes through",
        x -> {
          Double[] a = {x[0], x[1], x[2]};
          List<Double> list = Arrays.asList(a);
          list.set(1, x[3] * x[4]);
          a[2] = x[0] * x[0];
          return a[1] * list.get(2) + list.get(0);
        });
    all(
        "views",
        x -> {
          var list = new ArrayList<>(squares(x));
          var part = list.subList(1, 4);
          part.set(0, x[0] * x[1]);
          part.remove(1);
          Collections.reverse(list);
          Collections.swap(list, 0, 2);
          var fixed = Collections.unmodifiableList(list);
          list.add(x[2]);
          return fixed.get(0) * fixed.get(1)
              + fixed.get(2) * fixed.getLast()
              + fixed.reversed().get(1);
        });
    all(
        "to array",
        x -> {
          Double[] a = squares(x).toArray(new Double[0]);
          return a[0] * a[4] + a[1];
        });
    all(
        "removed while iterating",
        x -> {
          var list = squares(x);
          for (var i = list.iterator(); i.hasNext(); ) {
            if (i.next() < 0.3) {
              i.remove();
            }
          }
          list.removeIf(v -> v > 1);
          list.replaceAll(v -> v * x[4]);
          list.remove(list.get(0));
          double[] s = {0};
          list.forEach(v -> s[0] += v * v * x[0]);
          return s[0] + list.indexOf(7.0) * x[1];
        });
  }

  record Particle(double mass, double[] at) {
    double energy() {
      return mass * (at[0] * at[0] + at[1]);
    }
  }

  static final class Body {
    private double speed;
    private final List<Particle> parts = new ArrayList<>();

    Body(double speed) {
      this.speed = speed;
    }

    void add(Particle p) {
      parts.add(p);
      speed *= p.mass();
    }

    double energy() {
      double e = 0;
      for (var p : parts) {
        e += p.energy() * speed;
      }
      return e;
    }
  }

  @Test
  void listsOfObjects() {
    all(
        "records",
        x -> {
          var list = new ArrayList<Particle>();
          for (int i = 0; i < 4; i++) {
            list.add(new Particle(x[i], new double[] {x[i + 1], x[0]}));
          }
          list.get(2).at()[0] = x[3] * x[3];
          double s = 0;
          for (var p : list) {
            s += p.energy();
          }
          return s * list.getFirst().mass();
        });
    all(
        "arrays",
        x -> {
          List<double[]> rows = new ArrayList<>();
          rows.add(x.clone());
          rows.add(new double[] {x[1] * x[2], 2});
          rows.get(0)[1] = rows.get(1)[0] * x[0];
          rows.add(rows.get(0));
          rows.get(2)[2] *= x[4];
          double[][] matrix = rows.toArray(new double[0][]);
          return matrix[0][1] * matrix[0][2] + matrix[1][1] * matrix[1][0];
        });
    all(
        "in a field",
        x -> {
          var body = new Body(x[0]);
          body.add(new Particle(x[1], x.clone()));
          body.add(new Particle(2, new double[] {x[2], x[3]}));
          return body.energy();
        });
    all(
        "lists of lists",
        x -> {
          var rows = new ArrayList<List<Double>>();
          for (int i = 0; i < 3; i++) {
            rows.add(squares(x).subList(i, i + 2));
          }
          rows.get(0).set(1, x[4]);
          double s = 1;
          for (var row : rows) {
            s *= norm(row);
          }
          return s;
        });
    all(
        "of mixed things",
        x -> {
          List<Object> list = new ArrayList<>(List.of("a", x[0] * x[1], 3));
          return (Double) list.get(1) * (Integer) list.get(2) + ((String) list.get(0)).length();
        });
  }

  @Test
  void maps() {
    for (var kind : List.of("hash", "linked", "tree")) {
      all(
          kind,
          x -> {
            Map<String, Double> map =
                switch (kind) {
                  case "hash" -> new HashMap<>();
                  case "linked" -> new LinkedHashMap<>();
                  default -> new TreeMap<>();
                };
            map.put("a", x[0] * x[1]);
            map.put("b", x[2]);
            Double before = map.put("a", map.get("a") * map.get("b"));
            map.merge("b", x[3], (u, v) -> u * v);
            map.merge("c", x[4], Double::sum);
            double s = map.getOrDefault("d", x[0]) + map.computeIfAbsent("e", _ -> x[1] * x[1]);
            map.remove("b");
            for (String key : map.keySet()) {
              s = s * map.get(key) + key.charAt(0);
            }
            double[] t = {0};
            map.forEach((_, v) -> t[0] += v * v);
            return s * before + t[0] + map.getOrDefault("b", x[2] * x[2]);
          });
    }
    all(
        "lists by number",
        x -> {
          var groups = new HashMap<Integer, List<Double>>();
          for (int i = 0; i < x.length; i++) {
            groups.computeIfAbsent(i % 2, _ -> new ArrayList<>()).add(x[i] * x[0]);
          }
          return norm(groups.get(0)) * norm(groups.get(1));
        });
  }

  @Test
  void captured() {
    var weights = new ArrayList<>(List.of(2.0, 3.0));
    all("numbers", x -> weights.get(0) * x[0] * x[1] + weights.size() * weights.get(1));
    var rows = List.of(new double[] {1, 2}, new double[] {3, 4});
    all("rows", x -> rows.get(1)[0] * x[0] * x[1]);
    all(
        "written",
        x -> {
          var copy = new ArrayList<>(weights);
          copy.set(0, x[0] * copy.get(1));
          return copy.get(0) * x[0] + copy.get(1);
        });
    var target = new ArrayList<>(List.of(0.0, 0.0));
    var map = new HashMap<>(Map.of("k", 1.0));
    var f =
        Differentiate.gradient(x -> {
          target.set(0, x[0] * x[1]);
          map.put("k", target.get(0) * x[0]);
          return map.get("k") * target.get(1) + map.get("k");
        });
    assertThat(f.apply(new double[] {2, 3})).containsExactly(12, 4);
    assertThat(target).containsExactly(6.0, 0.0);
    assertThat(map).containsEntry("k", 12.0);
    var view = Arrays.asList(1.0, 2.0);
    var seen =
        Differentiate.gradient(x -> {
          view.set(0, x[0]);
          return view.get(0);
        });
    assertThatThrownBy(() -> seen.apply(new double[] {2}))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessage(
            "Cannot differentiate what is done with a java.util.Arrays$ArrayList that was made"
                + " outside of the function: what it holds may be held by another, too. Pass a"
                + " java.util.ArrayList, HashMap, LinkedHashMap or TreeMap, or make it in the"
                + " function.");
  }

  record Params(double[] w, List<String> names, List<Double> fixed) {}

  @Test
  void componentsOfArguments() {
    var p = new Params(new double[] {2, 3}, List.of("a", "b"), List.of(5.0));
    Params g =
        Differentiate.gradient(
                Params.class, q -> q.w()[0] * q.w()[1] * q.fixed().get(0) + q.names().size())
            .apply(p);
    assertThat(g.w()).containsExactly(15, 10);
    assertThat(g.fixed()).isEqualTo(p.fixed());
  }

  private static final List<Double> CONSTANTS = List.of(2.0, 3.0);
  private static final double[][] ROWS = {{2}, {3}};
  private static final List<Double> HELD = new ArrayList<>();

  private static void refuses(RealFunction f, String... words) {
    for (var make :
        new Runnable[] {
          () -> Differentiate.gradient(f), () -> Differentiate.jvp(x -> new double[] {f.apply(x)})
        }) {
      assertThatThrownBy(make::run)
          .isInstanceOf(NotDifferentiableException.class)
          .hasMessageContainingAll(words);
    }
  }

  @SuppressWarnings("serial")
  static final class Own extends ArrayList<Double> {}

  @Test
  void refusals() {
    all("constants", x -> CONSTANTS.get(1) * x[0] * x[0]);
    all(
        "a copy of constants",
        x -> {
          var copy = new ArrayList<>(CONSTANTS);
          copy.set(0, x[0] * copy.get(1));
          return copy.get(0) * x[0] + copy.get(1) * x[1];
        });
    refuses(
        x -> {
          System.arraycopy(new double[][] {x}, 0, ROWS, 0, 1);
          return ROWS[0][0] * x[1];
        },
        "a write of an active value to an array, list or map that a static field holds");
    refuses(
        x -> {
          HELD.add(x[0]);
          return HELD.get(0);
        },
        "a write of an active value to an array, list or map that a static field holds");
    refuses(
        x -> {
          var map = new HashMap<Double, Double>();
          map.put(x[0], x[1]);
          return map.get(x[0]);
        },
        "a map with a key of type Double, which varies",
        "Make the key of what does not vary, or declare it with a type that holds no reals.");
    all(
        "keys that could vary and do not",
        x -> {
          var map = new HashMap<Double, Double>();
          for (int i = 0; i < 3; i++) {
            map.put(0.5 * i, x[i] * x[i + 1]);
          }
          double s = 0;
          for (var e : map.entrySet()) {
            s += e.getKey() * e.getValue() * map.get(1.0);
          }
          return s;
        });
    refuses(
        x -> {
          var map = new HashMap<Particle, Double>();
          map.put(new Particle(x[0], x), x[1]);
          return map.size() * x[0];
        },
        "a map with a key of type ContainerTest$Particle, which varies");
    refuses(
        x -> {
          var map = new HashMap<Double, Double>();
          map.merge(x[0] * x[1], x[1], Double::sum);
          double s = 0;
          for (double k : map.keySet()) {
            s += k * map.get(k);
          }
          return s;
        },
        "a map with a key of type Double, which varies");
    refuses(
        x -> {
          var map = new HashMap<String, Double>();
          map.put("a", x[0]);
          map.values().removeIf(v -> v > 0);
          return x[0] * map.size();
        },
        "java.util.HashMap.values",
        "by loops over keySet(), values() and entrySet()");
    refuses(
        x -> {
          var set = new java.util.HashSet<Double>();
          set.add(x[0]);
          return set.iterator().next();
        },
        "HashSet.add");
    refuses(
        x -> {
          var own = new Own();
          own.add(x[0]);
          return own.get(0);
        },
        "java.util.ArrayList.add",
        "Lists can be read and changed by index and by iterators, maps by key and by loops over",
        "keySet(), values() and entrySet().");
    assertThatThrownBy(() ->
            Differentiate.gradient(x ->
                Checkpoint.loop(3, 2, List.of(x[0]), (i, s) -> List.of(s.get(0) * x[1] + i))
                    .get(0)))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("a list or map in what a checkpointed step returns, List.");
  }
}
