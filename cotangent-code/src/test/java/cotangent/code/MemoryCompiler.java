package cotangent.code;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles Java in memory, into a class loader that hands out the bytes of its classes. */
final class MemoryCompiler {
  private MemoryCompiler() {}

  static Class<?> compile(String name, String source) {
    var messages = new StringWriter();
    return tryCompile(name, source, messages)
        .orElseThrow(() -> new AssertionError(messages + "\n" + source));
  }

  /** The class, or nothing if the source is not right. */
  static Optional<Class<?>> tryCompile(String name, String source) {
    return tryCompile(name, source, new StringWriter());
  }

  private static Optional<Class<?>> tryCompile(String name, String source, StringWriter messages) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var bytes = new HashMap<String, ByteArrayOutputStream>();
    var standard = compiler.getStandardFileManager(null, null, null);
    var unit =
        new SimpleJavaFileObject(
            URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    var task =
        compiler.getTask(
            messages,
            new Manager(standard, bytes),
            null,
            List.of("-g", "-proc:none"),
            null,
            List.of(unit));
    if (!task.call()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Loader(bytes).loadClass(name));
    } catch (ClassNotFoundException _) {
      return Optional.empty();
    }
  }

  private static final class Manager extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> bytes;

    Manager(StandardJavaFileManager standard, Map<String, ByteArrayOutputStream> bytes) {
      super(standard);
      this.bytes = bytes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        javax.tools.FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          var out = new ByteArrayOutputStream();
          bytes.put(className, out);
          return out;
        }
      };
    }
  }

  private static final class Loader extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> bytes;

    Loader(Map<String, ByteArrayOutputStream> bytes) {
      super(MemoryCompiler.class.getClassLoader());
      this.bytes = bytes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      var out = bytes.get(name);
      if (out == null) {
        throw new ClassNotFoundException(name);
      }
      var b = out.toByteArray();
      return defineClass(name, b, 0, b.length);
    }

    @Override
    public InputStream getResourceAsStream(String resource) {
      var out = bytes.get(resource.replace(".class", "").replace('/', '.'));
      return out == null
          ? super.getResourceAsStream(resource)
          : new ByteArrayInputStream(out.toByteArray());
    }
  }
}
