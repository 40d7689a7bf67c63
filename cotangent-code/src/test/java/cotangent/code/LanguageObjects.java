package cotangent.code;

import java.util.List;

/** Elements of the language: records, classes, and what they inherit. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class LanguageObjects {
  private LanguageObjects() {}

  static List<Language.Case> cases() {
    return List.of(
        Language.of("records", LanguageObjects::records),
        Language.of("recordArrays", LanguageObjects::recordArrays),
        Language.of("nestedRecords", LanguageObjects::nestedRecords),
        Language.of("validatingRecord", LanguageObjects::validatingRecord),
        Language.of("mutable", LanguageObjects::mutable),
        Language.of("mutableArrays", LanguageObjects::mutableArrays),
        Language.of("inheritance", LanguageObjects::inheritance),
        Language.of("castToAbove", LanguageObjects::castToAbove),
        Language.of("sealedVirtual", LanguageObjects::sealedVirtual),
        Language.of("sealedPatterns", LanguageObjects::sealedPatterns),
        Language.of("recordPatterns", LanguageObjects::recordPatterns),
        Language.of("generics", LanguageObjects::generics),
        Language.of("boxes", LanguageObjects::boxes),
        Language.of("constructorReference", LanguageObjects::constructorReference),
        Language.of("localClassState", LanguageObjects::localClassState),
        Language.of("linkedList", LanguageObjects::linkedList),
        Language.of("instanceMethods", LanguageObjects::instanceMethods),
        Language.of("interfaceDefault", LanguageObjects::interfaceDefault));
  }

  record Point(double x, double y) {
    Point plus(Point p) {
      return new Point(x + p.x, y + p.y);
    }

    double norm() {
      return Math.hypot(x, y);
    }

    static Point of(double[] v, int i) {
      return new Point(v[i], v[(i + 1) % v.length]);
    }
  }

  static double records(double[] x) {
    Point sum = new Point(0, 1);
    for (int i = 0; i < x.length; i++) {
      sum = sum.plus(Point.of(x, i));
    }
    return sum.norm() * sum.x();
  }

  record Row(int index, double[] values, float weight) {}

  static double recordArrays(double[] x) {
    Row[] rows = new Row[x.length];
    for (int i = 0; i < x.length; i++) {
      rows[i] = new Row(i, new double[] {x[i], x[0] * x[i]}, 2f);
    }
    rows[1] = rows[3];
    rows[1].values()[0] *= 3;
    double s = 0;
    for (Row r : rows) {
      s += r.values()[0] * r.values()[1] * r.index() * r.weight();
    }
    return s;
  }

  record Segment(Point from, Point to, String name) {}

  static double nestedRecords(double[] x) {
    Segment s = new Segment(new Point(x[0], x[1]), new Point(x[2], x[3]), "a");
    Segment t = new Segment(s.to(), s.from(), s.name() + "b");
    return (t.from().x() - t.to().x()) * s.from().y() + t.name().length() * t.from().y() * x[4];
  }

  record Positive(double value, double root) {
    Positive(double value) {
      this(value, Math.sqrt(value));
    }

    Positive {
      if (value < 0) {
        throw new IllegalArgumentException("negative: " + value);
      }
      root = root * 2;
    }
  }

  static double validatingRecord(double[] x) {
    Positive p = new Positive(x[0] * x[0]);
    return p.root() * p.value() + new Positive(x[4]).root();
  }

  static final class Accumulator {
    private double sum;
    private double product = 1;
    private int count;
    private final double scale;

    Accumulator(double scale) {
      this.scale = scale;
      this.sum = scale * scale;
    }

    void add(double v) {
      sum += v * scale;
      product *= v;
      count++;
    }

    double mean() {
      return sum / count + product;
    }
  }

  static double mutable(double[] x) {
    Accumulator a = new Accumulator(x[0]);
    Accumulator b = a;
    for (double v : x) {
      a.add(v);
      b.add(v * a.sum);
    }
    return a.mean() * b.sum;
  }

  static final class State {
    double[] position;
    double[][] history = new double[3][];
    State next;

    State(double[] position) {
      this.position = position;
    }
  }

  static double mutableArrays(double[] x) {
    State s = new State(new double[] {x[0], x[1]});
    State t = new State(s.position);
    s.next = t;
    for (int i = 0; i < 3; i++) {
      s.history[i] = s.position;
      s.position = new double[] {s.position[0] * x[2], s.position[1] + s.next.position[0]};
      s.next.position[1] *= 1 + x[3];
    }
    return s.position[0] * s.history[1][1] + t.position[1] + s.history[0][1];
  }

  abstract static sealed class Animal permits Cat, Dog {
    final double weight;
    double fed;

    Animal(double weight) {
      this.weight = weight;
    }

    abstract double noise(double x);

    void feed(double food) {
      fed += food * weight;
    }
  }

  static final class Cat extends Animal {
    final double purr;

    Cat(double weight, double purr) {
      super(weight);
      this.purr = purr * weight;
    }

    @Override
    double noise(double x) {
      return purr * x + fed;
    }
  }

  static final class Dog extends Animal {
    Dog(double weight) {
      super(weight * 2);
    }

    @Override
    double noise(double x) {
      return weight * x * x;
    }

    @Override
    void feed(double food) {
      super.feed(food * food);
    }
  }

  static double inheritance(double[] x) {
    Animal[] all = {new Cat(x[0], x[1]), new Dog(x[2]), new Cat(x[3], 2)};
    double s = 0;
    for (Animal a : all) {
      a.feed(x[4]);
      s += a.noise(s + x[4]) + a.fed * a.weight;
    }
    return s;
  }

  static class Spring {
    final double k;

    Spring(double k) {
      this.k = k;
    }

    double force(double x) {
      return -k * x;
    }
  }

  static class Stiff extends Spring {
    Stiff(double k) {
      super(k);
    }

    @Override
    double force(double x) {
      return super.force(x) * x * x;
    }
  }

  static double castToAbove(double[] x) {
    Object made = new Stiff(x[0]);
    Spring stiff = (Spring) made;
    return stiff.force(x[1]) + ((Spring) (Object) new Spring(x[2])).force(x[3]);
  }

  sealed interface Shape permits Circle, Square, Union {
    double area();
  }

  record Circle(double r) implements Shape {
    @Override
    public double area() {
      return Math.PI * r * r;
    }
  }

  record Square(double a) implements Shape {
    @Override
    public double area() {
      return a * a;
    }
  }

  record Union(Shape left, Shape right) implements Shape {
    @Override
    public double area() {
      return left.area() + right.area();
    }
  }

  static Shape shape(double[] x, int i) {
    return i == x.length
        ? new Circle(x[0])
        : new Union(x[i] > 0 ? new Circle(x[i]) : new Square(x[i]), shape(x, i + 1));
  }

  static double sealedVirtual(double[] x) {
    return shape(x, 0).area() * shape(x, 2).area();
  }

  static double perimeter(Shape s) {
    return switch (s) {
      case Circle c when c.r() > 1 -> 100 * c.r();
      case Circle c -> 2 * Math.PI * c.r();
      case Square q -> 4 * Math.abs(q.a());
      case Union u -> perimeter(u.left()) * perimeter(u.right());
    };
  }

  static double sealedPatterns(double[] x) {
    Shape s = shape(x, 3);
    double p = perimeter(s);
    if (s instanceof Union u && u.left() instanceof Circle c) {
      p += c.r() * c.r();
    }
    return p;
  }

  static double recordPatterns(double[] x) {
    Shape s = shape(x, 3);
    double p =
        switch (s) {
          case Union(Circle(var r), Union(Circle(double q), Shape rest)) -> r * q + rest.area();
          case Union(Square(var a), var rest) -> a * rest.area();
          case Shape other -> other.area();
        };
    if (s instanceof Union(var left, Circle(var r))) {
      p += r * left.area();
    }
    return p;
  }

  record Pair<A, B>(A first, B second) {
    <C> Pair<C, B> withFirst(C c) {
      return new Pair<>(c, second);
    }
  }

  static <T> T pick(T a, T b, boolean first) {
    return first ? a : b;
  }

  static double generics(double[] x) {
    Pair<double[], Point> p = new Pair<>(x, new Point(x[0], x[1]));
    Pair<Point, Point> q = p.withFirst(new Point(p.first()[2], 2));
    Point chosen = pick(q.first(), q.second(), x[3] > 0);
    double[] array = pick(x, new double[] {1, 2}, x[0] > 0);
    return chosen.x() * q.second().y() * array[4] + new Pair<>(3.0, "s").second().length();
  }

  static double boxes(double[] x) {
    Double d = x[0] * x[1];
    Double e = d;
    d = d * x[2];
    Pair<Double, Double> p = new Pair<>(d, e * x[3]);
    Object o = p.first();
    return p.first() * p.second() + (Double) o;
  }

  interface Maker {
    Point make(double a, double b);
  }

  static double constructorReference(double[] x) {
    Maker m = Point::new;
    return m.make(x[0], x[1]).norm() * m.make(x[2], 1).y();
  }

  static double localClassState(double[] x) {
    final class Box {
      double v = x[0];

      void twice() {
        v *= 2 * x[1];
      }
    }
    Box b = new Box();
    b.twice();
    b.twice();
    return b.v;
  }

  record Node(double value, Node next) {}

  static double linkedList(double[] x) {
    Node list = null;
    for (double v : x) {
      list = new Node(v * v, list);
    }
    double s = 0;
    int k = 1;
    for (Node n = list; n != null; n = n.next()) {
      s = s * n.value() + k++;
    }
    return s;
  }

  private static final class Polynomial {
    private final double[] c;

    Polynomial(double... c) {
      this.c = c;
    }

    private double horner(double t) {
      double y = 0;
      for (int i = c.length - 1; i >= 0; i--) {
        y = y * t + c[i];
      }
      return y;
    }

    Polynomial times(Polynomial p) {
      double[] r = new double[c.length + p.c.length - 1];
      for (int i = 0; i < c.length; i++) {
        for (int j = 0; j < p.c.length; j++) {
          r[i + j] += c[i] * p.c[j];
        }
      }
      return new Polynomial(r);
    }
  }

  static double instanceMethods(double[] x) {
    Polynomial p = new Polynomial(x[0], x[1], 1);
    return p.times(p).times(new Polynomial(x[2], x[3])).horner(x[4]);
  }

  sealed interface Priced permits Bond {
    double base();

    default double price(double rate) {
      return base() * Math.exp(-rate);
    }
  }

  record Bond(double base) implements Priced {}

  static double interfaceDefault(double[] x) {
    Priced p = new Bond(x[0]);
    return p.price(x[1]) * x[2];
  }
}
