package cotangent.benchmarks.code;

import cotangent.code.Differentiate;
import cotangent.code.RealFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * Takes the time that making a derivative takes. What was made is kept for each class, so every
 * time the program is loaded as a new class.
 */
public final class Making implements Function<String, RealFunction> {
  private static final int REPEATED = 30;

  @Override
  public RealFunction apply(String name) {
    return Workload.of(name).f();
  }

  /**
   * Milliseconds of the thread's processor time for the first time, the second, and the median of
   * later ones.
   */
  static String times(String name) {
    var bean = ManagementFactory.getThreadMXBean();
    var times = new double[REPEATED];
    for (int i = 0; i < REPEATED; i++) {
      var f = load().apply(name);
      long start = bean.getCurrentThreadCpuTime();
      var _ = Differentiate.valueAndGradient(f);
      times[i] = (bean.getCurrentThreadCpuTime() - start) / 1e6;
    }
    var later = Arrays.copyOfRange(times, REPEATED / 2, REPEATED);
    return String.format(Locale.ROOT, "%f %f %f", times[0], times[1], CodeTable.median(later));
  }

  @SuppressWarnings("unchecked") // the class is this one
  private static Function<String, RealFunction> load() {
    try {
      return (Function<String, RealFunction>)
          new Copies().loadClass(Making.class.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Loads the classes of this package anew. */
  private static final class Copies extends ClassLoader {
    Copies() {
      super(Making.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        var loaded = findLoadedClass(name);
        if (loaded != null || !name.startsWith(Making.class.getPackageName() + ".")) {
          return loaded != null ? loaded : super.loadClass(name, resolve);
        }
        try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          if (in == null) {
            throw new ClassNotFoundException(name);
          }
          var bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
