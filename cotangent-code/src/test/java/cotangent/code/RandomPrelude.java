package cotangent.code;

/** The classes and methods that every random program may use. */
final class RandomPrelude {
  private RandomPrelude() {}

  /** Text of a class body. All arrays of reals have six elements. */
  static final String TEXT =
      """
        static double s(double v) { return v / (1 + Math.abs(v)) + 0.1 * Math.sin(v); }

        // Records, classes, hierarchies.
        record P(double u, double[] w, int k) {
          double m() { return u * w[k]; }
          P with(double v) { return new P(v, w, (k + 1) % 6); }
        }
        record Pair<A, B>(A first, B second) {
          <C> Pair<B, C> turn(C c) { return new Pair<>(second, c); }
        }
        record Nested(P p, double[][] m, String name) {
          Nested { if (name.isEmpty()) throw new IllegalArgumentException("empty"); }
          double at(int i) { return p.u() * m[i % 3][i] + m[1][2] * m[1][2]; }
        }
        static final class Q {
          double a;
          double[] r;
          final P p;
          Q next;
          int calls = 1;
          Q(double a, double[] r, P p) { this.a = a * 0.5; this.r = r; this.p = p; this.next = null; }
          double step(double t) { calls++; a = s(a * t + r[calls % 6] * r[2]); return a - t; }
          void swap(Q o) { double[] t = r; r = o.r; o.r = t; double b = a; a = o.a; o.a = b; }
          double chain() { double v = 0; for (Q q = this; q != null; q = q.next) v = s(v * q.a + q.r[1] * q.r[2]); return v; }
        }
        static class Open {
          double a;
          private final double[] r;
          Open(double a, double[] r) { this.a = a; this.r = r; }
          double get(int i) { return a * r[i]; }
          void put(int i, double v) { r[i] = v; a += 0.1 * get((i + 1) % 6); }
          Open times(Open o) { return new Open(s(get(1) * o.get(2)), o.r); }
        }
        static class Wider extends Open {
          Wider(double a, double[] r) { super(a * 0.7, r); }
          @Override double get(int i) { return s(super.get(i) + 0.2 * a); }
        }
        interface Any { double at(double t); default double below(double t) { return at(t) - 0.1; } }
        static Any any(double c, double[] r) {
          return new Any() {
            public double at(double t) { return s(c * t + r[2]); }
          };
        }
        record Fn(DoubleUnaryOperator f, double c) { double at(double t) { return f.applyAsDouble(t * c); } }
        static DoubleUnaryOperator scaled(double c, double[] r) { return t -> s(t * c + r[3]); }
        static DoubleUnaryOperator twice(DoubleUnaryOperator f) { return t -> f.applyAsDouble(f.applyAsDouble(t)); }
        abstract static sealed class B permits B1, B2 {
          double w;
          B(double w) { this.w = w; }
          abstract double of(double t);
          void feed(double t) { w = s(w + t); }
        }
        static final class B1 extends B {
          final double[] c;
          B1(double w, double[] c) { super(w * 0.5); this.c = c; }
          double of(double t) { return w * t + c[2]; }
        }
        static final class B2 extends B {
          B2(double w) { super(w + 0.1); }
          double of(double t) { return Math.sin(w * t); }
          @Override void feed(double t) { super.feed(t * w); }
        }
        sealed interface S permits S1, S2, S3 { double v(double t); default double twice(double t) { return s(v(v(t))); } }
        record S1(double c) implements S { public double v(double t) { return c * t; } }
        record S2(double[] c) implements S { public double v(double t) { return c[0] + Math.sin(c[1] * t); } }
        record S3(S left, S right) implements S { public double v(double t) { return s(left.v(t) - 0.5 * right.v(t)); } }
        static double fits(S x, double t) {
          return switch (x) {
            case S1 a when a.c() > 0.2 -> a.c() * t;
            case S1(double c) -> c - t;
            case S2 b -> b.c()[3] * t;
            case S3(S1(var c), S r) -> c * fits(r, t);
            case S3(S l, S2 r) when r.c()[0] > 0 -> s(fits(l, t) + r.c()[2]);
            case S3 both -> s(fits(both.left(), t) * fits(both.right(), 0.5 * t));
          };
        }
        enum C { RED, GREEN, BLUE }
        enum F {
          ADD { double of(double a, double b) { return a + k * b; } },
          MUL { double of(double a, double b) { return a * b - k; } };
          final double k = 0.7;
          abstract double of(double a, double b);
        }
        static double color(C c, double v) {
          return switch (c) { case RED -> v * v; case GREEN -> Math.sin(v); case BLUE -> { double t = v + 1; yield t * v; } };
        }
        static double word(String w, double v) {
          switch (w) {
            case "one": v = v * 0.9;
            case "two": v = s(v * v); break;
            case "Aa": return v - 0.3;
            case "BB": v = -v; break;
            default: v = v + 0.05;
          }
          return v;
        }
        static final String[] WORDS = {"one", "two", "Aa", "BB", "none"};
        static final double[] TABLE = {0.5, -0.25, 0.125, 1, -0.75, 0.3};
        static double[] table() { return new double[] {0.4, -0.3, 0.2, 0.9, -0.8, 0.1}; }

        // Recursion, lambdas, arrays, varargs, generics.
        static double rec(double[] a, int i, double t) {
          return i >= 3 ? t * a[0] : s(a[i] * t + rec(a, i + 1, t * a[i + 1]));
        }
        static double even(double v, int n) { return n <= 0 ? v : odd(s(v * 1.1), n - 1); }
        static double odd(double v, int n) { if (n <= 0) { return -v; } return even(v * v - 0.2, n - 1); }
        static double use(DoubleUnaryOperator f, double t, int n) {
          for (int i = 0; i < n; i++) t = s(f.applyAsDouble(t));
          return t;
        }
        static double fold(double[] a, DoubleBinaryOperator f) {
          double v = 0.1;
          for (double e : a) v = s(f.applyAsDouble(v, e));
          return v;
        }
        static double sum(double... v) {
          double t = 0;
          for (double e : v) t += e * 0.5;
          return t;
        }
        static <T> T either(boolean first, T a, T b) { return first ? a : b; }
        static double[] mix(double[] a, double[] b, double t) {
          double[] c = new double[6];
          for (int i = 0; i < 6; i++) c[i] = s(a[i] * t - b[5 - i]);
          return t > 0.2 ? c : b;
        }
        static void bump(double[] a, int i, double t) { a[i] = s(a[i] + t); if (i > 2) return; a[i + 1] *= t; }
        static void axpy(double c, double[] a, double[] b) { for (int i = 0; i < 6; i++) b[i] = s(b[i] + c * a[i]); }
        static double three(double[] a, double[] b, double[] c) {
          for (int i = 1; i < 6; i++) {
            a[i] = s(a[i - 1] * b[i] + c[5 - i]);
            c[i] = a[i] - 0.5 * b[i - 1];
          }
          return a[5] * c[2];
        }
        static double product(double[][] m, int i, int j) {
          double t = 0;
          for (int k = 0; k < 6; k++) t += m[i][k] * m[j][5 - k];
          return s(t);
        }
        static double[] row(double[][] m, int i) { return m[i].length == 6 ? m[i] : m[0]; }
        static void step(double[][] m, double t) {
          double[] old = m[0];
          m[0] = m[1];
          m[1] = m[2];
          m[2] = new double[6];
          for (int k = 0; k < 6; k++) m[2][k] = s(old[k] * m[0][k] + t * m[1][5 - k]);
        }
        static void swapRows(double[][] m, int i, int j) { double[] t = m[i]; m[i] = m[j]; m[j] = t; }
        static double trace(double[][] m) {
          double t = 0;
          for (double[] row : m) for (int i = 0; i < 6; i += 2) t = s(t + row[i] * row[i + 1]);
          return t;
        }
        static float single(float a, float b) { float c = a * b; c += 0.5f; return c - a / 3; }
        static int parsed(String t) {
          try { return Integer.parseInt(t); } catch (NumberFormatException e) { return 2; }
        }
        static double risky(double v, int n) {
          if (n == 3) throw new ArithmeticException("three");
          return s(v * n);
        }
        static int data(double v) { return (int) (Math.abs(v) * 50) % 6; }
      """;
}
