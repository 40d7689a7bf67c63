package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vjp;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;

import cotangent.op.Pointwise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads at once: the same bits as one after the other, and nothing counted twice. */
class ConcurrencyTest {
  private static final int TASKS = 200;

  /** How tasks are run. */
  enum Threads {
    PLATFORM {
      @Override
      ExecutorService start() {
        return Executors.newFixedThreadPool(16);
      }
    },
    VIRTUAL {
      @Override
      ExecutorService start() {
        return Executors.newVirtualThreadPerTaskExecutor();
      }
    };

    abstract ExecutorService start();

    /** The results of as many tasks, all in flight together. */
    <T> List<T> run(Function<Integer, T> task) {
      try (ExecutorService executor = start()) {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
          int number = i;
          tasks.add(() -> task.apply(number));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : executor.invokeAll(tasks)) {
          results.add(future.get());
        }
        return results;
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        throw new AssertionError(e);
      }
    }
  }

  static Stream<Threads> threads() {
    return Stream.of(Threads.values());
  }

  private static Tensor numbers(int seed, int... shape) {
    int n = Shape.of(shape).elements();
    return Tensor.linspace(-1, 1 + 0.01 * seed, n).add(0.1).sin().reshape(shape);
  }

  private static Tensor loss(Tensor w, Tensor x) {
    return x.matmul(w).tanh().softmax(-1).log().mul(x.sum(-1).expandDims(-1)).mean();
  }

  /** A computation in which all transformations have a part. */
  private static List<Tensor> everything(int seed) {
    Tensor w = numbers(seed, 5, 4);
    Tensor x = numbers(seed + 1, 6, 5);
    Function<Tensor, Tensor> f = v -> loss(v, x);
    Tensor small = numbers(seed, 3);
    Tensor v = w.variable();
    loss(v, x).backward();
    return List.of(
        v.grad(),
        grad(f).apply(w),
        jvp(grad(f), w, w).tangent(),
        grad(checkpoint(f)).apply(w),
        trace(grad(f), w).apply(w),
        vmap((Tensor row) -> grad((Tensor u) -> loss(u, row.expandDims(0))).apply(w)).apply(x),
        hessian((Tensor u) -> u.sin().mul(u.sum()).sum()).apply(small));
  }

  private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).contentEquals(expected.get(i))).as("result %d", i).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("threads")
  void theSameBitsAsInOrder(Threads threads) {
    List<List<Tensor>> expected = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      expected.add(everything(i));
    }
    List<List<Tensor>> actual = threads.run(ConcurrencyTest::everything);
    for (int i = 0; i < TASKS; i++) {
      assertSame(actual.get(i), expected.get(i));
    }
  }

  /** Whole numbers, so that the sum does not depend on the order. */
  @ParameterizedTest
  @MethodSource("threads")
  void sharedVariablesCountEachBackwardOnce(Threads threads) {
    Tensor w = Tensor.of(new double[] {1, 2, 3}).variable();
    threads.run(i -> {
      w.mul(w).mul(i).sum().backward();
      return i;
    });
    double sum = TASKS * (TASKS - 1) / 2.0;
    assertThat(w.grad().toDoubles()).containsExactly(2 * sum, 4 * sum, 6 * sum);
  }

  @ParameterizedTest
  @MethodSource("threads")
  void oneGraphForAllThreads(Threads threads) {
    Tensor w = Tensor.of(new double[] {1, 2, 3}).variable();
    Tensor z = w;
    for (int i = 0; i < 50; i++) {
      z = i % 2 == 0 ? z.add(w) : z.neg();
    }
    Tensor root = z.mul(z).sum();
    Tensor once = gradients(root, List.of(w)).getFirst().stopGradient();
    List<Tensor> all =
        threads.run(i -> {
          root.backward();
          return gradients(root, List.of(w)).getFirst().stopGradient();
        });
    assertThat(all).allMatch(once::contentEquals);
    assertThat(w.grad().contentEquals(once.mul(TASKS))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void sharedPullbacksLinearizationsAndTraces(Threads threads) {
    Tensor w = numbers(0, 5, 4);
    Tensor x = numbers(1, 6, 5);
    Function<Tensor, Tensor> f = v -> x.matmul(v).tanh().sum(0);
    var pullback = vjp(f, w).pullback();
    var pushforward = linearize(f, w).pushforward();
    var program = trace(grad((Tensor v) -> f.apply(v).sum()), w);
    Function<Integer, List<Tensor>> task =
        i ->
            List.of(
                pullback.apply(numbers(i, 4)),
                pushforward.apply(numbers(i, 5, 4)),
                program.apply(numbers(i, 5, 4)));
    List<List<Tensor>> actual = threads.run(task);
    for (int i = 0; i < TASKS; i++) {
      assertSame(actual.get(i), task.apply(i));
    }
  }

  /** Loops and derivatives of a new op are made by whoever comes first, and kept. */
  @ParameterizedTest
  @MethodSource("threads")
  void aNewOpForAllThreads(Threads threads) {
    for (int round = 0; round < 10; round++) {
      Pointwise op = Pointwise.of("wave", (a, b) -> a.mul(b.exp()).sin().add(a.square()));
      Function<Integer, Tensor> task =
          i -> {
            Tensor a = numbers(i, 7);
            return jvp(grad((Tensor v) -> op.apply(v, v).sum()), a, a).tangent();
          };
      List<Tensor> actual = threads.run(task);
      for (int i = 0; i < TASKS; i++) {
        assertThat(actual.get(i).contentEquals(task.apply(i))).isTrue();
      }
    }
  }
}
