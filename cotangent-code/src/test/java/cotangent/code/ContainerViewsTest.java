package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.code.ContainerTest.Particle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What goes through lists and maps of what varies, or puts them in order. */
@SuppressWarnings({
  "ArrayRecordComponent",
  "ModifyCollectionInEnhancedForLoop"
}) // these are what is tested
final class ContainerViewsTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void all(String name, RealFunction f) {
    Checks.all(name, f, X);
  }

  private static List<Particle> particles(double[] x) {
    var list = new ArrayList<Particle>();
    for (int i = 0; i < x.length; i++) {
      list.add(new Particle(x[i], new double[] {x[(i + 1) % x.length], x[0]}));
    }
    return list;
  }

  private static Map<String, Double> prices(double[] x) {
    var map = new HashMap<String, Double>();
    for (int i = 0; i < x.length; i++) {
      map.put("stock " + i, x[i] * x[0]);
    }
    return map;
  }

  @Test
  void viewsOfMaps() {
    all(
        "values",
        x -> {
          double s = 1;
          for (double v : prices(x).values()) {
            s = s * v + x[1];
          }
          return s;
        });
    all(
        "values that change meanwhile",
        x -> {
          var map = prices(x);
          double s = 1;
          for (double v : map.values()) {
            map.put("stock 4", v * s);
            map.put("stock 1", x[3]);
            s = s * v + x[1];
          }
          return s + map.get("stock 4");
        });
    all(
        "entries",
        x -> {
          var map = new TreeMap<>(prices(x));
          double s = 0;
          for (var e : map.entrySet()) {
            s += e.getValue() * e.getKey().charAt(6) * s + e.getValue();
            Double old = e.setValue(x[2] * s);
            map.put("stock 3", old);
            s += e.getValue();
          }
          for (Map.Entry<String, Double> e : map.entrySet()) {
            s = s * 0.01 + e.getValue() * x[1];
          }
          return s;
        });
    all(
        "of arrays",
        x -> {
          Map<Integer, double[]> rows = new LinkedHashMap<>();
          rows.put(2, x.clone());
          rows.put(1, new double[] {x[1], x[2] * x[3]});
          double s = 0;
          for (var row : rows.values()) {
            row[0] *= x[4];
            s = s * row[1] + row[0];
          }
          for (var e : rows.entrySet()) {
            s = s * e.getKey() + e.getValue()[0];
          }
          return s;
        });
    var weights = new HashMap<>(Map.of("stock 1", 2.0, "stock 3", -1.0));
    all(
        "captured",
        x -> {
          var map = prices(x);
          double s = 0;
          for (var e : weights.entrySet()) {
            s += e.getValue() * map.get(e.getKey()) * map.get(e.getKey());
          }
          return s;
        });
    assertThatThrownBy(() ->
            Differentiate.gradient(
                    x -> {
                      var map = prices(x);
                      double s = 0;
                      for (double v : map.values()) {
                        map.remove("stock 1");
                        s += v;
                      }
                      return s;
                    })
                .apply(X))
        .isInstanceOf(ConcurrentModificationException.class);
  }

  record Heavy(double mass, double[] at) implements Comparable<Heavy> {
    @Override
    public int compareTo(Heavy other) {
      return Double.compare(mass, other.mass);
    }
  }

  static double weighted(List<Double> list) {
    double s = 0;
    for (int i = 0; i < list.size(); i++) {
      s = s * 0.5 + i * list.get(i) * list.get(i);
    }
    return s;
  }

  @Test
  void sorting() {
    all(
        "natural order",
        x -> {
          var list = ContainerTest.squares(x);
          list.add(x[1] * x[1]);
          Collections.sort(list);
          return weighted(list);
        });
    all(
        "no comparator",
        x -> {
          List<Double> list = ContainerTest.squares(x);
          list.sort(null);
          return weighted(list);
        });
    all(
        "a lambda that captures",
        x -> {
          var list = particles(x);
          list.sort((p, q) -> Double.compare(Math.abs(p.mass() - x[3]), Math.abs(q.mass() - x[3])));
          double s = 1;
          for (var p : list) {
            s = s * p.mass() + p.energy();
          }
          return s;
        });
    RealFunction comparable =
        x -> {
          var list = new ArrayList<Heavy>();
          for (int i = 0; i < 5; i++) {
            list.add(new Heavy(x[i], new double[] {x[(i + 1) % 5], x[0]}));
          }
          Collections.sort(list);
          return list.get(1).mass() * list.get(2).at()[0] + list.getLast().mass();
        };
    Checks.byDifferences("objects that compare", comparable, X);
    RealFunction byLibrary =
        x -> {
          var list = particles(x);
          list.sort(Comparator.comparingDouble(Particle::mass));
          return list.get(1).mass() * list.get(2).at()[0] + list.getLast().mass();
        };
    Checks.byDifferences("the library's comparator", byLibrary, X);
    var many = new double[1000];
    Arrays.setAll(many, i -> Math.sin(7.0 * i * i));
    RealFunction sum =
        x -> {
          var list = ContainerTest.squares(x);
          Collections.sort(list);
          return weighted(list);
        };
    var sorted = new ArrayList<>(ContainerTest.squares(many));
    Collections.sort(sorted);
    assertThat(Differentiate.valueAndGradient(sum).apply(many).value()).isEqualTo(weighted(sorted));
    var none = new double[0];
    assertThat(Differentiate.gradient(sum).apply(none)).isEmpty();
  }

  static double[] toArray(Collection<?> elements) {
    return new double[] {elements.size()};
  }

  @Test
  void methodsOfOthersAreNotTheViews() {
    var weights = new HashMap<>(Map.of("a", 2.0, "b", 3.0));
    all("a view that is passed on", x -> toArray(weights.values())[0] * x[0] * x[0]);
    var values = Differentiate.gradient(x -> weights.values().size() * x[0]);
    assertThat(values.apply(new double[] {3})).containsExactly(2);
  }

  @Test
  void streamsOfContainers() {
    all("sum", x -> ContainerTest.squares(x).stream().mapToDouble(v -> v * x[1]).sum());
    all(
        "reduce",
        x -> ContainerTest.squares(x).stream().map(v -> v * v).reduce(1.0, (a, b) -> a * b + 1));
    all("values", x -> prices(x).values().stream().mapToDouble(Double::doubleValue).sum() * x[1]);
    all(
        "records",
        x -> {
          var list = particles(x);
          return list.stream().filter(p -> p.mass() > 0).mapToDouble(Particle::energy).sum();
        });
    all(
        "keys",
        x -> {
          var map = prices(x);
          return map.keySet().stream().filter(k -> !k.endsWith("2")).mapToDouble(map::get).sum();
        });
    all(
        "a new list",
        x -> {
          var kept = Arrays.stream(x).filter(v -> v > 0.5).map(v -> v * v).boxed().toList();
          var all = kept.stream().map(v -> new Particle(v, x)).toList();
          double s = kept.size();
          for (var p : all) {
            s = s * p.energy() + kept.getFirst();
          }
          return s;
        });
    assertThatThrownBy(() ->
            Differentiate.gradient(x -> Arrays.stream(x).boxed().toList().set(0, x[1])).apply(X))
        .isInstanceOf(UnsupportedOperationException.class);
    all(
        "filled before the end",
        x -> {
          var list = ContainerTest.squares(x);
          var stream = list.stream();
          list.add(x[0] * x[1]);
          return stream.mapToDouble(v -> v * v).sum();
        });
    assertThatThrownBy(() ->
            Differentiate.gradient(
                    x -> {
                      List<Double> list = x[0] > 0 ? null : ContainerTest.squares(x);
                      return list.stream().mapToDouble(v -> v).sum();
                    })
                .apply(X))
        .isInstanceOf(NullPointerException.class);
  }
}
