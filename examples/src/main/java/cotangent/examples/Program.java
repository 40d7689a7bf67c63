package cotangent.examples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A Java program in one source file, compiled and run in this JVM as {@code java FILE} would in its
 * own. It is compiled without warnings, and sees the class path of the tests.
 *
 * @param name a Java identifier: the class that a compact source file declares
 * @param source the file's text
 */
record Program(String name, String source) {

  /**
   * Compiles the program and runs its {@code main}.
   *
   * @return what it wrote to {@code System.out}
   * @throws AssertionError if it does not compile, throws, or is still running after {@code limit}
   */
  String run(Duration limit, String... arguments) {
    Method main = main();
    var failure = new AtomicReference<@Nullable Throwable>();
    var thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(() -> {
              try {
                invoke(main, arguments);
              } catch (InvocationTargetException e) {
                failure.set(e.getCause());
              } catch (ReflectiveOperationException e) {
                failure.set(e);
              }
            });
    thread.setContextClassLoader(main.getDeclaringClass().getClassLoader());

    var out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    boolean ended;
    try {
      thread.start();
      ended = thread.join(limit);
    } catch (InterruptedException e) {
      throw new AssertionError(name + " was interrupted", e);
    } finally {
      System.setOut(before);
    }
    String printed = out.toString(StandardCharsets.UTF_8);
    if (!ended) {
      var at = new Throwable("where it is");
      at.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      throw new AssertionError(
          "%s is still running after %s; so far it printed:%n%s".formatted(name, limit, printed),
          at);
    }
    if (failure.get() != null) {
      throw new AssertionError(
          "%s failed; it printed:%n%s".formatted(name, printed), failure.get());
    }
    return printed;
  }

  /** The launch protocol: {@code main(String[])} before {@code main()}, static or not. */
  private Method main() {
    Map<String, byte[]> classes = compile();
    var loader = new Classes(classes);
    try {
      for (String candidate : classes.keySet().stream().sorted().toList()) {
        Class<?> type = loader.loadClass(candidate);
        for (var parameters : List.of(new Class<?>[] {String[].class}, new Class<?>[0])) {
          try {
            Method main = type.getDeclaredMethod("main", parameters);
            main.setAccessible(true);
            return main;
          } catch (NoSuchMethodException e) {
            // The next form, or the next class.
          }
        }
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError(name + " has no main method");
  }

  private static void invoke(Method main, String[] arguments) throws ReflectiveOperationException {
    Object self = null;
    if (!Modifier.isStatic(main.getModifiers())) {
      var constructor = main.getDeclaringClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      self = constructor.newInstance();
    }
    Object[] given = main.getParameterCount() == 0 ? new Object[0] : new Object[] {arguments};
    main.invoke(self, given);
  }

  private Map<String, byte[]> compile() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    var outputs = new HashMap<String, ByteArrayOutputStream>();
    var options =
        List.of(
            "--class-path",
            System.getProperty("java.class.path"),
            "--add-modules=jdk.incubator.vector",
            "-proc:none",
            "-Xlint:all,-incubating");
    try (var files = compiler.getStandardFileManager(problems, Locale.ROOT, null)) {
      compiler
          .getTask(
              null, new Outputs(files, outputs), problems, options, null, List.of(sourceFile()))
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!problems.getDiagnostics().isEmpty()) {
      throw new AssertionError(
          problems.getDiagnostics().stream()
              .map(Diagnostic::toString)
              .collect(
                  Collectors.joining("\n", name + " does not compile without warnings:\n", "")));
    }
    var classes = new HashMap<String, byte[]>();
    outputs.forEach((type, bytes) -> classes.put(type, bytes.toByteArray()));
    return classes;
  }

  private JavaFileObject sourceFile() {
    var uri = URI.create("string:///" + name + JavaFileObject.Kind.SOURCE.extension);
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }

  /** Keeps the class files that the compiler writes. */
  private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs;

    Outputs(JavaFileManager files, Map<String, ByteArrayOutputStream> outputs) {
      super(files);
      this.outputs = outputs;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
      var bytes = new ByteArrayOutputStream();
      outputs.put(type, bytes);
      return new SimpleJavaFileObject(URI.create("bytes:///" + type), kind) {
        @Override
        public ByteArrayOutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }

  /** Defines the program's classes, each program having its own loader. */
  private static final class Classes extends ClassLoader {
    private final Map<String, byte[]> classes;

    Classes(Map<String, byte[]> classes) {
      super(Program.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String type) throws ClassNotFoundException {
      byte[] bytes = classes.get(type);
      if (bytes == null) {
        throw new ClassNotFoundException(type);
      }
      return defineClass(type, bytes, 0, bytes.length);
    }

    /** Kept readable for programs that read class files, as the derivatives of plain Java do. */
    @Override
    public InputStream getResourceAsStream(String resource) {
      String suffix = ".class";
      byte[] bytes =
          resource.endsWith(suffix)
              ? classes.get(
                  resource.substring(0, resource.length() - suffix.length()).replace('/', '.'))
              : null;
      return bytes == null ? super.getResourceAsStream(resource) : new ByteArrayInputStream(bytes);
    }
  }
}
