package cotangent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static void assertEachOnce(int n, int grain, int threads) {
    var seen = new AtomicIntegerArray(n);
    var parts = new AtomicInteger();
    Parallel.ranges(
        n,
        grain,
        threads,
        (from, to) -> {
          parts.incrementAndGet();
          for (int i = from; i < to; i++) {
            seen.incrementAndGet(i);
          }
        });
    assertThat(IntStream.range(0, n)).allMatch(i -> seen.get(i) == 1);
    assertThat(parts.get()).isLessThanOrEqualTo(Math.max(1, Math.min(threads, n)));
  }

  @Test
  void takesEachIndexOnce() {
    for (int n : new int[] {0, 1, 2, 7, 100, 1001}) {
      for (int grain : new int[] {0, 1, 3, 1000}) {
        for (int threads : new int[] {1, 2, 5, 64}) {
          assertEachOnce(n, grain, threads);
        }
      }
    }
  }

  @Test
  void reachesTheLargestIndex() {
    var last = new AtomicInteger();
    Parallel.ranges(Integer.MAX_VALUE, 1, 7, (from, to) -> last.accumulateAndGet(to, Math::max));
    assertThat(last.get()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void nests() {
    var count = new AtomicInteger();
    Parallel.ranges(
        40,
        1,
        8,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            Parallel.ranges(50, 1, 8, (f, t) -> count.addAndGet(t - f));
          }
        });
    assertThat(count.get()).isEqualTo(2000);
  }

  @Test
  void worksOnVirtualThreadsAndInsideThePool() throws Exception {
    var count = new AtomicInteger();
    var threads =
        IntStream.range(0, 200)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> Parallel.ranges(100, 1, 4, (f, t) -> count.addAndGet(t - f))))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    ForkJoinPool.commonPool()
        .submit(() -> Parallel.ranges(100, 1, 4, (f, t) -> count.addAndGet(t - f)))
        .get();
    assertThat(count.get()).isEqualTo(20_100);
  }

  @Test
  void throwsWhatABodyThrowsAfterAllHaveEnded() {
    var ended = new AtomicInteger();
    assertThatThrownBy(() ->
            Parallel.ranges(
                8,
                1,
                8,
                (from, to) -> {
                  if (from == 3) {
                    throw new IllegalStateException("the third");
                  }
                  ended.incrementAndGet();
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the third");
    assertThat(ended.get()).isEqualTo(7);
  }

  @Test
  void productsOnManyVirtualThreadsAgree() throws Exception {
    int n = 70;
    var a = new float[n * n];
    for (int i = 0; i < n * n; i++) {
      a[i] = i % 13 - 6;
    }
    var expected = new float[n * n];
    Gemm.gemm(n, n, n, a, 0, n, 1, a, 0, 1, n, expected, 0, n, false);
    var wrong = new AtomicInteger();
    var threads =
        IntStream.range(0, 100)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      var c = new float[n * n];
                      Gemm.gemm(n, n, n, a, 0, n, 1, a, 0, 1, n, c, 0, n, false);
                      if (!Arrays.equals(c, expected)) {
                        wrong.incrementAndGet();
                      }
                    }))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(wrong.get()).isZero();
  }
}
