package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Loops that keep a given number of states. Longer than most files, since each kind of state and of
 * capture has a program of its own.
 */
final class CheckpointTest {
  // ------------------------------------------------------------------------------------ the steps

  /** Van der Pol's oscillator by the symplectic method of Euler, as a new array. */
  static double[] vanDerPol(double[] y, double mu, double h) {
    double v = y[1] + h * (mu * (1 - y[0] * y[0]) * y[1] - y[0]);
    return new double[] {y[0] + h * v, v};
  }

  static double energy(double[] y) {
    return 0.5 * (y[0] * y[0] + y[1] * y[1]) + Math.sin(y[0]);
  }

  /** The plain loop. */
  static double plain(int steps, double[] x) {
    double[] y = {x[0], x[1]};
    for (int i = 0; i < steps; i++) {
      y = vanDerPol(y, x[2], 0.01 + 1e-4 * (i % 3));
    }
    return energy(y) * x[2];
  }

  static double checkpointed(int steps, int snapshots, double[] x) {
    double[] y =
        Checkpoint.loop(
            steps,
            snapshots,
            new double[] {x[0], x[1]},
            (i, s) -> vanDerPol(s, x[2], 0.01 + 1e-4 * (i % 3)));
    return energy(y) * x[2];
  }

  @Test
  void anyNumberOfStepsAndSnapshots() {
    var x = new double[] {0.7, -0.4, 1.3};
    for (int steps : new int[] {0, 1, 2, 3, 5, 8, 13, 40}) {
      var expected = Differentiate.valueAndGradient(v -> plain(steps, v)).apply(x);
      for (int snapshots : new int[] {1, 2, 3, 4, 7, 40, 1000}) {
        var name = steps + " steps, " + snapshots + " snapshots";
        var actual =
            Differentiate.valueAndGradient(v -> checkpointed(steps, snapshots, v)).apply(x);
        assertThat(actual.value()).as(name).isEqualTo(expected.value());
        Numeric.assertClose(name, actual.gradient(), expected.gradient(), 1e-14);
      }
    }
  }

  @Test
  void everyMode() {
    Checks.all("new arrays", x -> checkpointed(9, 2, x), 0.7, -0.4, 1.3);
  }

  // ------------------------------------------------------------------------------------ the states

  /** A pendulum, by the leapfrog method, in place. */
  static void leapfrog(double[] y, double[] p, double h) {
    y[1] -= 0.5 * h * p[0] * Math.sin(y[0]);
    y[0] += h * y[1];
    y[1] -= 0.5 * h * (p[0] * Math.sin(y[0]) + p[1] * y[1]);
  }

  static double inPlace(double[] x) {
    double[] y = {x[0], x[1]};
    double[] p = {x[2], 0.3 * x[0]};
    double[] end = Checkpoint.update(9, 2, y, (i, s) -> leapfrog(s, p, 0.05 * (1 + i % 2)));
    return energy(end) * y[0] + p[0] * y[1];
  }

  static double inPlaceAndReturned(double[] x) {
    double[] y = {x[0], x[1]};
    double[] p = {x[2], 0.3};
    double[] end =
        Checkpoint.loop(
            9,
            3,
            y,
            (i, s) -> {
              leapfrog(s, p, 0.05);
              return s;
            });
    end[0] *= y[1];
    return energy(y);
  }

  static double rows(double[] x) {
    double[][] grid = {{x[0], 1, x[1]}, {0, x[2], x[0]}};
    Checkpoint.update(
        7,
        2,
        grid,
        (i, g) -> {
          for (int r = 0; r < 2; r++) {
            for (int c = 1; c < 3; c++) {
              g[r][c] += 0.1 * Math.sin(g[1 - r][c - 1] * x[2]);
            }
          }
          double[] swapped = g[0];
          g[0] = g[1];
          g[1] = swapped;
        });
    return grid[0][2] * grid[1][1];
  }

  record Body(double position, double velocity, int bounces) {}

  static Body fall(Body b, double gravity, double h) {
    double v = b.velocity - h * gravity;
    double p = b.position + h * v;
    return p < 0 ? new Body(-p, -0.9 * v, b.bounces + 1) : new Body(p, v, b.bounces);
  }

  static double records(double[] x) {
    Body end =
        Checkpoint.loop(30, 3, new Body(x[0] * x[0], x[1], 0), (i, b) -> fall(b, 9 + x[2], 0.05));
    return end.position * end.velocity * end.bounces;
  }

  @SuppressWarnings("ArrayRecordComponent") // states as users write them
  record Model(double[] y, double[] rates, Body body) {}

  static Model advance(Model m, double h) {
    var y = new double[m.y.length];
    for (int k = 0; k < y.length; k++) {
      y[k] = m.y[k] + h * m.rates[k] * m.y[(k + 1) % y.length];
    }
    return new Model(y, m.rates, fall(m.body, y[0], h));
  }

  static double recordsOfArrays(double[] x) {
    var first = new Model(x.clone(), new double[] {x[1], 0.4, x[0]}, new Body(x[2], 1, 0));
    var end = Checkpoint.loop(11, 3, first, (i, m) -> advance(m, 0.1));
    return end.y[0] * end.rates[2] + end.body.velocity * first.rates[0];
  }

  static double boxed(double[] x) {
    return Checkpoint.loop(12, 3, x[0], (i, y) -> Math.sin(y * x[1]) + i * x[2]);
  }

  static double growing(double[] x) {
    double[] end =
        Checkpoint.loop(
            6,
            2,
            new double[] {x[0]},
            (i, y) -> {
              double[] longer = java.util.Arrays.copyOf(y, y.length + 1);
              longer[y.length] = y[y.length - 1] * x[1] + Math.cos(y[0] * x[2]);
              return longer;
            });
    double s = 0;
    for (double v : end) {
      s += v * v;
    }
    return s;
  }

  static double floats(double[] x) {
    float[] y = {(float) x[0], (float) x[1]};
    Checkpoint.update(5, 2, y, (i, s) -> s[0] += 0.1f * s[1] * s[0]);
    return y[0] * x[2];
  }

  sealed interface Phase {}

  record Solid(double heat) implements Phase {}

  @SuppressWarnings("ArrayRecordComponent") // states as users write them
  record Liquid(double heat, double[] flow) implements Phase {}

  static double sealed(double[] x) {
    Phase end =
        Checkpoint.loop(
            8,
            2,
            (Phase) new Solid(x[0]),
            (i, p) ->
                switch (p) {
                  case Solid(double h) ->
                      i < 3 ? new Solid(h * x[1]) : new Liquid(h, new double[] {h, x[2]});
                  case Liquid(double h, double[] f) ->
                      new Liquid(h * f[1], new double[] {f[0] + h, f[1]});
                });
    return switch (end) {
      case Solid(double h) -> h;
      case Liquid(double h, double[] f) -> h * f[0];
    };
  }

  static final class Clock {
    double time;
    int ticks;
  }

  /** Changes its fields, the elements of its arrays, its arrays and its parts. */
  static final class Simulation {
    private double[] place;
    private final double[][] forces;
    private final Clock clock = new Clock();
    private double energy;

    Simulation(double[] place, double[][] forces) {
      this.place = place;
      this.forces = forces;
    }

    Simulation copy() {
      var copy =
          new Simulation(place.clone(), new double[][] {forces[0].clone(), forces[1].clone()});
      copy.energy = energy;
      copy.clock.time = clock.time;
      copy.clock.ticks = clock.ticks;
      return copy;
    }

    void advance(double h) {
      clock.time += h * place[0];
      clock.ticks++;
      var next = new double[place.length];
      for (int k = 0; k < next.length; k++) {
        next[k] = place[k] + h * forces[clock.ticks % 2][k] * Math.sin(clock.time);
        forces[0][k] -= 0.1 * next[k];
      }
      energy += next[0] * place[1];
      place = next;
      double[] force = forces[0];
      forces[0] = forces[1];
      forces[1] = force;
    }
  }

  static double objects(double[] x) {
    double[] force = {x[2], x[0]};
    double[] place = {x[0], x[1]};
    var simulation = new Simulation(place, new double[][] {force, {0.3, x[1]}});
    Checkpoint.update(
        7, 2, simulation, Simulation::copy, (i, s) -> s.advance(0.1 * (i + 1) * x[1]));
    double seen = simulation.energy + simulation.clock.time * simulation.place[0];
    simulation.place[1] *= simulation.forces[0][1];
    return seen * simulation.place[1] + force[0] * place[1] + simulation.forces[0][0];
  }

  static double particles(double[] x) {
    var clocks = new Clock[] {new Clock(), new Clock()};
    clocks[0].time = x[0];
    double scale = 2 + x[2] * x[2];
    Checkpoint.update(
        6,
        2,
        clocks,
        c -> {
          // What it captures varies, and adds nothing to the derivative.
          var copies = new Clock[x[1] > scale ? 0 : c.length];
          for (int k = 0; k < c.length; k++) {
            copies[k] = new Clock();
            copies[k].time = c[k].time;
            copies[k].ticks = c[k].ticks;
          }
          return copies;
        },
        (i, c) -> {
          c[1].time += 0.1 * c[0].time * x[1];
          c[0].time = Math.sin(c[1].time + x[2] * ++c[0].ticks);
          var first = c[0];
          c[0] = c[1];
          c[1] = first;
        });
    return clocks[0].time * clocks[1].time;
  }

  @Test
  void everyKindOfState() {
    Checks.all("objects in place", CheckpointTest::objects, 0.7, -0.4, 1.3);
    Checks.all("arrays of objects in place", CheckpointTest::particles, 0.7, -0.4, 1.3);
    Checks.all("in place", CheckpointTest::inPlace, 0.7, -0.4, 1.3);
    Checks.all("in place, returned", CheckpointTest::inPlaceAndReturned, 0.7, -0.4, 1.3);
    Checks.all("rows in place", CheckpointTest::rows, 0.7, -0.4, 1.3);
    Checks.all("records", CheckpointTest::records, 0.7, -0.4, 1.3);
    Checks.all("records of arrays", CheckpointTest::recordsOfArrays, 0.7, -0.4, 1.3);
    Checks.all("boxed reals", CheckpointTest::boxed, 0.7, -0.4, 1.3);
    Checks.all("growing", CheckpointTest::growing, 0.7, -0.4, 1.3);
    Checks.all("sealed", CheckpointTest::sealed, 0.7, -0.4, 1.3);
  }

  // -------------------------------------------------------------------------------- unknown
  // lengths

  static double until(double[] x) {
    double[] end =
        Checkpoint.loop(
            100,
            3,
            new double[] {x[0], x[1] * x[1]},
            y -> y[0] < 3 + x[2],
            (i, y) -> new double[] {y[0] + y[1] * x[2], y[1] + 0.1 * Math.sin(y[0] * i)});
    return end[0] * end[1];
  }

  static double untilInPlace(double[] x) {
    double[] y = {x[0], x[1]};
    double[] force = {x[2]};
    Checkpoint.loop(
        11,
        2,
        y,
        s -> s[1] < 100,
        (i, s) -> {
          leapfrog(s, new double[] {force[0], 0.2}, 0.1);
          return s;
        });
    double never =
        Checkpoint.loop(10, 1, new double[] {x[2]}, s -> s[0] < 0, (i, s) -> new double[1])[0];
    force[0] = y[1];
    return energy(y) * never + force[0];
  }

  @Test
  void loopsThatEndByThemselves() {
    Checks.all("until", CheckpointTest::until, 0.7, -0.4, 1.3);
    Checks.all("until, in place", CheckpointTest::untilInPlace, 0.7, -0.4, 1.3);
  }

  // --------------------------------------------------------------------------- what steps capture

  /** The captured array gets other values after each loop. */
  static double windows(double[] x) {
    double[] force = new double[2];
    double[] y = {x[0], x[1]};
    for (int w = 0; w < 3; w++) {
      force[0] = x[2] * (w + 1);
      force[1] = y[0] * x[1];
      y =
          Checkpoint.loop(
              5,
              2,
              y,
              (i, s) -> new double[] {s[1] + 0.1 * force[0], 0.3 * s[0] * force[1] - 0.1 * i});
    }
    force[0] = 0;
    return energy(y) + force[1];
  }

  /** The state is an array that is overwritten before and after. */
  static double reused(double[] x) {
    double[] y = x.clone();
    double sum = 0;
    for (int w = 0; w < 3; w++) {
      y[0] += 0.1 * w;
      Checkpoint.update(4, 2, y, (i, s) -> s[i % 3] = Math.sin(s[0] * s[1] + s[2] * x[2]));
      sum += y[0] * y[2];
      y[1] *= 0.9;
    }
    return sum;
  }

  static double nested(double[] x) {
    double[] end =
        Checkpoint.loop(
            4,
            2,
            new double[] {x[0], x[1]},
            (i, y) -> {
              double[] inner =
                  Checkpoint.loop(i + 1, 2, y, (k, s) -> vanDerPol(s, x[2] + i, 0.02 * (k + 1)));
              return new double[] {inner[0] * y[1], inner[1] + x[0]};
            });
    return energy(end);
  }

  record Spring(double stiffness) {
    double[] next(int i, double[] y) {
      return new double[] {y[0] + 0.1 * y[1], y[1] - 0.1 * stiffness * y[0] - 1e-3 * i};
    }
  }

  static double springs(Spring spring, double[] x) {
    return energy(Checkpoint.loop(7, 2, new double[] {x[0], x[1]}, spring::next)) * x[2];
  }

  /** An integrator that is given the step. */
  static double integrate(Step<double[]> step, double[] x) {
    return energy(Checkpoint.loop(6, 2, new double[] {x[0], x[1]}, step)) * x[2];
  }

  static double chosen(double[] x) {
    Step<double[]> slow = (i, y) -> vanDerPol(y, x[2], 0.01);
    Step<double[]> fast = (i, y) -> new double[] {y[1] * x[0], y[0] - 0.1 * i};
    return integrate(x[0] > 0 ? slow : fast, x) + integrate(x[0] > 1 ? slow : fast, x);
  }

  static double called(double[] x) {
    double a = Checkpoint.call(() -> Math.exp(x[0] * x[1]) + x[2]);
    double[] b = Checkpoint.call(() -> new double[] {a * x[0], Math.sin(a), x[2]});
    double c = Checkpoint.call(() -> b[0] * b[1] + b[2] * a);
    return c * a;
  }

  @Test
  void everyKindOfCapture() {
    Checks.all("windows", CheckpointTest::windows, 0.7, -0.4, 1.3);
    Checks.all("reused state", CheckpointTest::reused, 0.7, -0.4, 1.3);
    Checks.all("nested", CheckpointTest::nested, 0.7, -0.4, 1.3);
    var spring = new Spring(0.8);
    Checks.all("an object", x -> springs(spring, x), 0.7, -0.4, 1.3);
    Checks.all("an active object", x -> springs(new Spring(x[2] * x[2]), x), 0.7, -0.4, 1.3);
    Checks.all("a chosen step", CheckpointTest::chosen, 0.7, -0.4, 1.3);
    Checks.all("calls", CheckpointTest::called, 0.7, -0.4, 1.3);
    Step<double[]> outside = spring::next;
    Checks.all("a step from outside", x -> integrate(outside, x), 0.7, -0.4, 1.3);
  }

  @Test
  void singlePrecision() {
    var x = new double[] {0.5, 2, 3};
    float factor = 1 + 0.1f * 2f;
    var gradient = Differentiate.gradient(CheckpointTest::floats).apply(x);
    Numeric.assertClose(
        "floats",
        gradient,
        new double[] {
          3 * Math.pow(factor, 5),
          3 * 0.5 * 5 * 0.1 * Math.pow(factor, 4),
          0.5 * Math.pow(factor, 5)
        },
        1e-6);
  }

  // -------------------------------------------------------------------------------- higher orders

  static double gradientInside(double[] x) {
    double s = 0;
    for (double g : Differentiate.gradient(y -> checkpointed(5, 2, y)).apply(x)) {
      s += g * g;
    }
    return s;
  }

  static double tangentInside(double[] x) {
    VectorFunction f =
        y ->
            Checkpoint.update(
                4, 2, y, (i, s) -> leapfrog(s, new double[] {s[2], s[0]}, 0.1 * (i + 1)));
    return Differentiate.jvp(f).apply(x, x)[1] * Differentiate.vjp(f).apply(x, x)[2];
  }

  static double derivativeInStep(double[] x) {
    return Checkpoint.loop(
        6,
        2,
        x[0],
        (i, t) -> t - 0.3 * Differentiate.derivative(u -> Math.sin(u * x[1]) + u * u).apply(t));
  }

  @Test
  void derivativesWithinAndAround() {
    // The interpreter adds up adjoints in another order, so that values differ in the last bit.
    Checks.first("a gradient inside", CheckpointTest::gradientInside, 0.7, -0.4, 1.3);
    Checks.second("a gradient inside", CheckpointTest::gradientInside, 0.7, -0.4, 1.3);
    Checks.first("both modes inside", CheckpointTest::tangentInside, 0.7, -0.4, 1.3);
    Checks.second("both modes inside", CheckpointTest::tangentInside, 0.7, -0.4, 1.3);
    Checks.all("a derivative in a step", CheckpointTest::derivativeInStep, 0.7, 1.3);
    ScalarFunction f = t -> Checkpoint.loop(5, 2, t, (i, y) -> y * y);
    for (int order = 1; order <= 3; order++) {
      f = Differentiate.derivative(f);
    }
    assertThat(f.apply(1)).isCloseTo(32 * 31 * 30, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void manyThreadsGetTheSameBits() throws Exception {
    var gradient = Differentiate.valueAndGradient(x -> checkpointed(200, 5, x) + rows(x));
    var x = new double[] {0.7, -0.4, 1.3};
    var expected = gradient.apply(x).gradient();
    try (var threads = java.util.concurrent.Executors.newFixedThreadPool(4)) {
      var tasks = new java.util.ArrayList<java.util.concurrent.Callable<double[]>>();
      for (int t = 0; t < 32; t++) {
        tasks.add(() -> {
          var evaluator = gradient.evaluator();
          var g = new double[3];
          double first = evaluator.apply(x, g);
          assertThat(evaluator.apply(x, g)).isEqualTo(first);
          return g;
        });
      }
      for (var done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isEqualTo(expected);
      }
    }
  }
}
