package cotangent.code;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/** One function for each element of the language: a catalogue, and so a long file. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class Language {
  record Case(String name, RealFunction f, double[] x) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  static List<Case> cases() {
    return List.of(
        of("rosenbrock", Language::rosenbrock),
        of("repeated", Language::repeated),
        of("newton", Language::newton),
        of("branches", Language::branches),
        of("overwrite", Language::overwrite),
        of("intIndex", Language::intIndex),
        of("calls", Language::calls),
        of("recursion", Language::recursion),
        of("matrix", Language::matrix),
        of("oldSwitch", Language::oldSwitch),
        of("arrowSwitch", Language::arrowSwitch),
        of("stringSwitch", Language::stringSwitch),
        of("enumSwitch", Language::enumSwitch),
        of("lastIndex", Language::lastIndex),
        of("doWhile", Language::doWhile),
        of("swap", Language::swap),
        of("returnsArray", Language::returnsArray),
        of("countDown", Language::countDown),
        of("labels", Language::labels),
        of("returnInLoop", Language::returnInLoop),
        of("whileTrue", Language::whileTrue),
        of("shortCircuit", Language::shortCircuit),
        of("conditional", Language::conditional),
        of("shadowed", Language::shadowed),
        of("swappedArrays", Language::swappedArrays),
        of("aliases", Language::aliases),
        of("jagged", Language::jagged),
        of("cube", Language::cube),
        of("argumentOverwritten", Language::argumentOverwritten),
        of("argumentReturned", Language::argumentReturned),
        of("floats", Language::floats),
        of("longs", Language::longs),
        of("smallTypes", Language::smallTypes),
        of("casts", Language::casts),
        of("remainder", Language::remainder),
        of("enhancedFor", Language::enhancedFor),
        of("varargs", Language::varargs),
        of("compound", Language::compound),
        of("records", Language::records),
        of("recordArrays", Language::recordArrays),
        of("nestedRecords", Language::nestedRecords),
        of("validatingRecord", Language::validatingRecord),
        of("mutable", Language::mutable),
        of("mutableArrays", Language::mutableArrays),
        of("inheritance", Language::inheritance),
        of("sealedVirtual", Language::sealedVirtual),
        of("sealedPatterns", Language::sealedPatterns),
        of("recordPatterns", Language::recordPatterns),
        of("generics", Language::generics),
        of("boxes", Language::boxes),
        of("lambdas", Language::lambdas),
        of("lambdaPassedOn", Language::lambdaPassedOn),
        of("lambdaCapturingLambda", Language::lambdaCapturingLambda),
        of("methodReferences", Language::methodReferences),
        of("boxedFunctions", Language::boxedFunctions),
        of("constructorReference", Language::constructorReference),
        of("integrate", Language::integrate),
        of("arraycopy", Language::arraycopy),
        of("overlappingCopy", Language::overlappingCopy),
        of("arraysLibrary", Language::arraysLibrary),
        of("cloneRows", Language::cloneRows),
        of("printing", Language::printing),
        of("throwing", Language::throwing),
        of("localClassState", Language::localClassState),
        of("linkedList", Language::linkedList),
        of("integerDivision", Language::integerDivision),
        of("ternaryArrays", Language::ternaryArrays),
        of("staticTable", Language::staticTable),
        of("prefix", Language::prefix),
        of("nestedBreaks", Language::nestedBreaks),
        of("instanceMethods", Language::instanceMethods),
        of("interfaceDefault", Language::interfaceDefault),
        of("passiveCalls", Language::passiveCalls),
        of("triangle", Language::triangle),
        of("inPlaceRecurrence", Language::inPlaceRecurrence),
        of("loopWithContinue", Language::loopWithContinue),
        of("rowReferences", Language::rowReferences),
        of("constantFunction", Language::constantFunction),
        of("identity", Language::identity));
  }

  private static Case of(String name, RealFunction f) {
    return new Case(name, f, X.clone());
  }

  static double rosenbrock(double[] x) {
    double s = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
      s += 100 * a * a + b * b;
    }
    return s;
  }

  static double repeated(double[] x) {
    double a = x[0], b = a * a, c = b * a + b, d = c * c / b;
    a = d * a;
    b = a + b;
    return a * b * c * d - b / a;
  }

  static double newton(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double a = x[i] * x[i] + 0.5, y = 1;
      while (Math.abs(y * y - a) > 1e-13 * a) {
        y = 0.5 * (y + a / y);
      }
      for (int j = 0; j < i; j++) {
        s += y * x[j];
      }
      s = s * 0.9 + y;
    }
    return s;
  }

  static double branches(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double v = x[i];
      if (v > 0.5) {
        s += v * v * v;
      } else if (v > 0) {
        s -= Math.sin(v) * s;
      } else {
        s = s * v;
        continue;
      }
      if (s > 10) {
        break;
      }
      s += v > 0.7 ? v * s : 2 * v;
    }
    return s;
  }

  static double overwrite(double[] x) {
    int n = x.length;
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
    for (int k = 0; k < 3; k++) {
      for (int i = 1; i < n; i++) {
        y[i] = Math.sin(y[i]) * y[i - 1] + x[i];
        y[i - 1] *= y[i];
      }
    }
    double s = 0;
    for (double v : y) {
      s += v * v;
    }
    return s;
  }

  static int permute(int i, int n) {
    return (i * 7 + 3) % n;
  }

  static double intIndex(double[] x) {
    int n = x.length;
    double s = 1;
    int p = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        int q = (p * 5 + j) % n;
        s += x[q] * x[permute(i, n)] * 0.1;
        p++;
        if ((p & 3) == 0) {
          s *= x[p % n];
        }
      }
    }
    return s;
  }

  static double cell(double a, double b, double[] state, int i) {
    double g = 1 / (1 + Math.exp(-a * state[i]));
    state[i] = g * state[i] + (1 - g) * Math.tanh(b);
    return state[i] * a;
  }

  static void scaleAdd(double[] x, double c, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += c * x[i] * x[i];
    }
  }

  static double calls(double[] x) {
    double[] state = new double[3];
    for (int i = 0; i < 3; i++) {
      state[i] = x[i];
    }
    double s = 0;
    for (int t = 0; t < 5; t++) {
      for (int i = 0; i < 3; i++) {
        s += cell(x[3], s + x[4], state, i);
      }
      scaleAdd(state, s * 0.01, state);
      scaleAdd(x, 0.1, state);
    }
    return s + state[1];
  }

  static double recurse(double[] x, int i, double acc) {
    if (i == x.length) {
      return acc * acc;
    }
    return recurse(x, i + 1, acc * x[i] + Math.sin(acc)) * x[i];
  }

  static double recursion(double[] x) {
    return recurse(x, 0, 1.5);
  }

  static double matrix(double[] x) {
    int n = 3;
    double[][] a = new double[n][n];
    int p = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = x[p++ % x.length] + (i == j ? 2 : 0);
      }
    }
    double[][] b = new double[n][n];
    for (int r = 0; r < 3; r++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double s = 0;
          for (int k = 0; k < n; k++) {
            s += a[i][k] * a[k][j];
          }
          b[i][j] = 0.1 * s;
        }
      }
      double[] d = new double[n];
      for (int i = 0; i < n; i++) {
        d[i] = b[i][i] * b[0][i];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] = b[i][j] + d[j] * 0.3;
        }
      }
    }
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += a[i][i];
    }
    return trace;
  }

  static double oldSwitch(double[] x) {
    double s = 1;
    for (int i = 0; i < 2 * x.length; i++) {
      double v = x[i % x.length];
      switch (i % 4) {
        case 0:
          s += v;
          break;
        case 1:
          s *= v;
        case 2:
          s -= v * v;
          break;
        default:
          s = Math.sin(s * v);
      }
    }
    return s;
  }

  static double arrowSwitch(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      double v = x[i];
      s =
          switch (i * 100) {
            case 0 -> s * v;
            case 100, 300 -> s + v * v;
            case 200 -> {
              double t = s * s;
              yield t * v;
            }
            default -> Math.exp(s * v);
          };
    }
    return s;
  }

  static double stringSwitch(double[] x) {
    String[] words = {"square", "sine", "Aa", "BB", "none"};
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      s +=
          switch (words[i]) {
            case "square" -> x[i] * x[i];
            case "sine" -> Math.sin(x[i] * s);
            case "Aa" -> x[i] * s;
            case "BB" -> 3 * x[i];
            default -> x[i] / s;
          };
    }
    return s;
  }

  enum Color {
    RED,
    GREEN,
    BLUE
  }

  static double enumSwitch(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      Color c = Color.values()[i % 3];
      switch (c) {
        case RED -> s += x[i] * x[i];
        case GREEN -> s *= 1 + x[i];
        case BLUE -> s -= Math.cos(x[i]);
      }
    }
    return s;
  }

  static double lastIndex(double[] x) {
    int i;
    double s = 0;
    for (i = 0; i < x.length; i++) {
      s += x[i] * s + x[i];
      if (s > 1.2) {
        break;
      }
    }
    int k = Math.min(i, x.length - 1);
    return s * x[k] * x[x.length - 1 - k];
  }

  static double doWhile(double[] x) {
    double s = x[0];
    int i = 0;
    double previous;
    do {
      previous = s;
      s = Math.cos(s) * x[i % x.length];
      i += 2;
    } while (Math.abs(s - previous) > 1e-3 && i < 40);
    return s * previous;
  }

  static double swap(double[] x) {
    double a = x[0], b = x[1], c = x[2];
    for (int i = 0; i < 7; i++) {
      double t = a;
      a = b * c;
      b = t;
      c = c + a * 0.1;
    }
    return a + b * c;
  }

  static double[] softmax(double[] x) {
    double m = x[0];
    for (double v : x) {
      m = Math.max(m, v);
    }
    double[] y = new double[x.length];
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.exp(x[i] - m);
      s += y[i];
    }
    for (int i = 0; i < x.length; i++) {
      y[i] /= s;
    }
    return y;
  }

  static double returnsArray(double[] x) {
    double[] p = softmax(x), q = softmax(p);
    double s = 0;
    for (int i = 0; i < p.length; i++) {
      s += p[i] * Math.log(q[i]) * x[i];
    }
    return s;
  }

  static double countDown(double[] x) {
    double s = 0.3;
    for (int i = x.length - 1; i >= 0; i--) {
      for (int j = i; j <= x.length - 1; j += 2) {
        s = Math.sin(s + x[i] * x[j]);
      }
    }
    return s;
  }

  static double labels(double[] x) {
    double s = 1;
    outer:
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        if (i * j > 6) {
          break outer;
        }
        if (j > i) {
          s += x[j];
          continue outer;
        }
        s *= 1 + 0.1 * x[i] * x[j];
      }
      s -= x[i];
    }
    return s;
  }

  static double returnInLoop(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        s = s * (0.5 + x[j] * x[i]);
        if (s < 0.1) {
          return s * s + x[i];
        }
      }
    }
    return s;
  }

  static double whileTrue(double[] x) {
    double s = x[0];
    int i = 0;
    while (true) {
      s = Math.sin(s + x[i]);
      if (++i == x.length) {
        return s * s;
      }
    }
  }

  static double shortCircuit(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] > 0 && (i % 2 == 0 || x[i] < 0.5) && !(i == 4)) {
        s += x[i] * x[i];
      }
      boolean b = x[i] < 0 | i == 2;
      s += b ? Math.exp(x[i]) : s * x[i];
    }
    return s;
  }

  static double conditional(double[] x) {
    double a = x[0] > 0 ? x[1] > 0 ? x[1] * x[2] : x[0] * x[0] : x[4];
    return a * (x[3] < 1 ? x[3] : 1 / x[3]);
  }

  static double shadowed(double[] x) {
    double s = 0;
    {
      double t = x[0] * x[1];
      s += t;
    }
    {
      float t = (float) 2;
      s *= t;
    }
    {
      double t = x[2];
      int k = 1;
      s += t * t * x[k];
    }
    return s;
  }

  static double swappedArrays(double[] x) {
    double[] a = x.clone();
    double[] b = new double[x.length];
    for (int k = 0; k < 5; k++) {
      for (int i = 0; i < x.length; i++) {
        b[i] = a[i] * a[(i + 1) % x.length] + x[i];
      }
      double[] t = a;
      a = b;
      b = t;
    }
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s += a[i] - 0.5 * b[i];
    }
    return s;
  }

  static double aliases(double[] x) {
    double[] a = new double[x.length];
    double[] b = a;
    for (int i = 0; i < x.length; i++) {
      a[i] = x[i];
      b[i] *= x[(i + 2) % x.length];
    }
    addInto(a, b, a);
    return a[0] * b[1] + a[2];
  }

  static void addInto(double[] a, double[] b, double[] to) {
    for (int i = 1; i < a.length; i++) {
      to[i] = a[i - 1] * b[i] + to[i];
    }
  }

  static double jagged(double[] x) {
    double[][] rows = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      rows[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        rows[i][j] = x[i] * x[j];
      }
    }
    rows[0] = rows[3];
    rows[3][1] *= 2;
    double s = 0;
    for (double[] row : rows) {
      for (double v : row) {
        s += v * v;
      }
    }
    return s + rows[0][1];
  }

  static double cube(double[] x) {
    double[][][] c = new double[2][2][x.length];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < x.length; k++) {
          c[i][j][k] = x[k] * (i + 1) + j * x[0];
        }
      }
    }
    double[][] first = c[0];
    first[1][2] = c[1][0][3] * x[4];
    return c[0][1][2] * c[1][1][0] + c[0][0][0];
  }

  static double argumentOverwritten(double[] x) {
    for (int i = 1; i < x.length; i++) {
      x[i] = x[i] * x[i - 1] + Math.sin(x[i]);
    }
    return x[x.length - 1] * x[0];
  }

  static double argumentReturned(double[] x) {
    return first(same(x)) * first(same(same(x)));
  }

  static double[] same(double[] x) {
    return x;
  }

  static double first(double[] x) {
    return x[0] * x[1];
  }

  static double floats(double[] x) {
    // A float holds values that are exact in it here, so that differences make sense.
    float two = 2f;
    double s = 0;
    for (double v : x) {
      s += v * two * (double) Float.valueOf(0.5f) + Math.abs(-3f) * v;
    }
    return s;
  }

  static double longs(double[] x) {
    long n = 1L << 20;
    double s = 0;
    for (long i = n; i < n + x.length; i++) {
      s += x[(int) (i - n)] * (i % 3) + x[0] * x[(int) (i - n)];
    }
    return s;
  }

  static double smallTypes(double[] x) {
    byte b = 3;
    short sh = (short) (b * 2);
    char c = 'a';
    boolean flag = true;
    boolean[] flags = {true, false, true, false, true};
    byte[] bytes = {1, 2, 3, 4, 5};
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      flag ^= flags[i];
      b += bytes[i];
      c++;
      s += flag ? x[i] * b : x[i] * x[i] * sh + c * x[0];
    }
    return s;
  }

  static double casts(double[] x) {
    int k = (int) (x[4] * 2);
    long l = (long) x[4];
    return x[k] * x[0] + l * x[1] + Math.floor(x[2]) * x[3] + Math.round(x[4]) * x[0];
  }

  static double remainder(double[] x) {
    return (x[4] * 7) % (x[0] + 0.7) + (-x[2] * 9) % 2.0;
  }

  static double enhancedFor(double[] x) {
    double p = 1;
    for (double v : x) {
      for (int k : new int[] {1, 2}) {
        p = p * 0.9 + v * k;
      }
    }
    return p;
  }

  static double sumOf(double... v) {
    double s = 0;
    for (double a : v) {
      s += a * a;
    }
    return s;
  }

  static double varargs(double[] x) {
    return sumOf(x[0], x[1] * x[2], 3) * sumOf() + sumOf(x) + sumOf(x[3]);
  }

  static double compound(double[] x) {
    double[] a = {1, 2};
    a[0] += x[0];
    a[1] *= a[0] -= x[1];
    a[0] /= x[2];
    double b = a[1]++;
    double c = --a[0];
    return a[0] * b + c * a[1] - -b;
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

  static double lambdas(double[] x) {
    double a = x[0];
    DoubleUnaryOperator f = t -> a * t * t;
    DoubleUnaryOperator g = t -> f.applyAsDouble(t) + Math.sin(t * x[1]);
    DoubleBinaryOperator h = (u, v) -> u * g.applyAsDouble(v);
    return h.applyAsDouble(x[2], x[3]) + f.applyAsDouble(2);
  }

  static double apply(DoubleUnaryOperator f, double x, int n) {
    double y = x;
    for (int i = 0; i < n; i++) {
      y = f.applyAsDouble(y);
    }
    return y;
  }

  static double lambdaPassedOn(double[] x) {
    return apply(t -> Math.cos(t * x[0]) + x[1], x[2], 4) * apply(t -> t * t, x[4], 2);
  }

  static double lambdaCapturingLambda(double[] x) {
    DoubleUnaryOperator f = t -> t * x[0];
    Supplier<Double> s = () -> f.applyAsDouble(x[1]) * 2;
    return apply(t -> f.applyAsDouble(t) + s.get(), x[3], 3);
  }

  static double half(double v) {
    return v / 2;
  }

  static double methodReferences(double[] x) {
    Point p = new Point(x[0], x[1]);
    Function<Point, Double> norm = Point::norm;
    Supplier<Double> bound = p::norm;
    return apply(Math::sin, x[0], 2) + apply(Language::half, x[1], 3) + norm.apply(p) * bound.get();
  }

  static double boxedFunctions(double[] x) {
    Function<Double, Double> f = v -> v * v * x[0];
    Function<double[], double[]> g = v -> new double[] {v[0] * v[1], v[2]};
    return f.apply(x[1]) * g.apply(x)[0];
  }

  interface Maker {
    Point make(double a, double b);
  }

  static double constructorReference(double[] x) {
    Maker m = Point::new;
    return m.make(x[0], x[1]).norm() * m.make(x[2], 1).y();
  }

  static double simpson(DoubleUnaryOperator f, double a, double b, int n) {
    double h = (b - a) / n;
    double s = f.applyAsDouble(a) + f.applyAsDouble(b);
    for (int i = 1; i < n; i++) {
      s += (i % 2 == 0 ? 2 : 4) * f.applyAsDouble(a + i * h);
    }
    return s * h / 3;
  }

  static double integrate(double[] x) {
    return simpson(t -> Math.exp(-x[0] * t * t) * x[1], x[2], x[4], 10);
  }

  static double arraycopy(double[] x) {
    double[] y = new double[7];
    System.arraycopy(x, 1, y, 2, 3);
    double[][] rows = {x, y};
    double[][] copy = new double[3][];
    System.arraycopy(rows, 0, copy, 1, 2);
    copy[2][2] *= x[0];
    return y[2] * y[3] + y[4] * copy[1][0];
  }

  static double overlappingCopy(double[] x) {
    double[] y = Arrays.copyOf(x, 8);
    System.arraycopy(y, 0, y, 1, 5);
    System.arraycopy(y, 2, y, 0, 5);
    return y[0] * y[1] + y[4] * y[6] + y[5] * y[2];
  }

  static double arraysLibrary(double[] x) {
    double[] a = Arrays.copyOfRange(x, 1, 7);
    Arrays.fill(a, 4, 6, x[0]);
    double[] b = a.clone();
    Arrays.fill(b, x[1] * x[2]);
    float[] f = {1, 2};
    Arrays.fill(f, 3);
    return a[0] * a[5] + b[3] * a[4] + f[1] * x[4];
  }

  static double cloneRows(double[] x) {
    double[][] a = {{x[0], x[1]}, {x[2]}};
    double[][] b = a.clone();
    b[0][1] *= 2;
    b[1] = new double[] {x[3]};
    double[][] c = Arrays.copyOf(a, 3);
    c[1][0] += x[4];
    return a[0][1] * a[1][0] * b[1][0] + c[0][0];
  }

  static double printing(double[] x) {
    var text = new StringBuilder();
    double s = 0;
    for (double v : x) {
      s += v * v;
      text.append(s).append(' ');
    }
    String t = "sum " + s + " of " + x.length;
    return s * (t.isEmpty() ? 0 : 1)
        + (text.length() > 3 ? x[0] : 0)
        + String.valueOf(s).indexOf('#') * x[1];
  }

  static double throwing(double[] x) {
    if (x.length < 2) {
      throw new IllegalArgumentException("too short: " + x.length);
    }
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        throw new IllegalStateException("not a number at " + i + ": " + x[i]);
      }
      s += x[i] * x[i];
    }
    return s;
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

  static double integerDivision(double[] x) {
    double s = 0;
    for (int i = 0; i < 10; i++) {
      s = s * 0.5 + x[i / 2] * x[(i * 3) % x.length] / (1 + i / 3);
    }
    return s;
  }

  static double ternaryArrays(double[] x) {
    double[] y = {x[1], x[2]};
    double[] z = x[0] > 0 ? y : x;
    z[1] *= x[3];
    double[] w = x[0] < 0 ? y : x;
    return z[0] * z[1] + y[1] * w[1];
  }

  private static final double[] TABLE = {1, 0.5, 0.25, 0.125, 2};

  static double staticTable(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double[] t = i % 2 == 0 ? TABLE : new double[5];
      s += x[i] * TABLE[i] * x[0] + t[i] * x[i];
    }
    return s;
  }

  static double prefix(double[] x) {
    int n = x.length;
    double[] sums = new double[n + 1];
    for (int i = 0; i < n; i++) {
      sums[i + 1] = sums[i] + x[i] * x[i];
    }
    double s = 0;
    for (int i = n; i > 0; i--) {
      s = s * sums[i] + sums[i - 1];
    }
    return s;
  }

  static double nestedBreaks(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      double t = 0;
      for (int j = 0; ; j++) {
        t += x[i] * x[j] + 0.1;
        if (t > 0.5) {
          s += t * j;
          break;
        }
        if (j == x.length - 1) {
          s *= 0.5 + t * t;
          break;
        }
      }
      for (int k = 10; k > 0; k -= 3) {
        s += 0.01 * k * x[i];
        if (s > 4) {
          s = Math.sqrt(s);
        }
      }
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

  static double[] weights(int n) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = 1.0 / (i + 1);
    }
    return w;
  }

  static double passiveCalls(double[] x) {
    double[] w = weights(x.length);
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s += w[i] * x[i] * x[i];
    }
    w[0] = s;
    w[1] = w[0] * x[1];
    return s + w[1] * w[2];
  }

  static double triangle(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = i; j < x.length; j++) {
        for (int k = j; k >= i; k--) {
          s += x[i] * x[j] * x[k];
        }
      }
    }
    return s;
  }

  static double inPlaceRecurrence(double[] x) {
    double[] y = x.clone();
    for (int k = 0; k < 4; k++) {
      for (int i = 1; i < y.length - 1; i++) {
        y[i] = 0.25 * (y[i - 1] + 2 * y[i] * y[i] + y[i + 1]);
      }
    }
    return y[1] * y[2] * y[3];
  }

  static double loopWithContinue(double[] x) {
    double s = 0;
    int i = -1;
    while (++i < 3 * x.length) {
      if (i % 3 == 1) {
        continue;
      }
      double v = x[i % x.length];
      if (v < 0) {
        s -= v;
        continue;
      }
      s = s * 0.7 + v * v;
    }
    return s;
  }

  static double rowReferences(double[] x) {
    double[][] a = new double[4][x.length];
    double[] previous = a[0];
    for (int i = 0; i < x.length; i++) {
      previous[i] = x[i];
    }
    for (int r = 1; r < 4; r++) {
      double[] row = a[r];
      for (int i = 0; i < x.length; i++) {
        row[i] = previous[i] * previous[(i + r) % x.length];
      }
      previous = row;
    }
    return a[3][0] + a[2][1] * previous[4];
  }

  static double constantFunction(double[] x) {
    return 3;
  }

  static double identity(double[] x) {
    return x[2];
  }

  private Language() {}
}
