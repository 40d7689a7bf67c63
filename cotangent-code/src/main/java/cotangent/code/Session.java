package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Compiler.Mode;
import cotangent.code.Op.MethodRef;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives made for the functions of one class, kept as long as the class. That is a cache
 * and nothing more: a second session would make the same.
 */
final class Session {
  private static final ClassValue<Holder> SESSIONS =
      new ClassValue<>() {
        @Override
        protected Holder computeValue(Class<?> type) {
          return new Holder();
        }
      };

  /** Room for the sessions of a class, filled when a lookup is at hand. */
  private static final class Holder {
    private final Map<Rules, Session> sessions = new HashMap<>();

    synchronized Session get(MethodHandles.Lookup host, Rules rules) {
      return sessions.computeIfAbsent(rules, _ -> new Session(host, rules, sessions.size()));
    }
  }

  private final @Nullable ClassLoader loader;
  private final ClassSource source;
  private final Linker linker;
  private final Compiler compiler;
  private final Map<String, MethodHandles.Lookup> defined = new HashMap<>();
  private final Map<Request, MethodHandle> handles = new HashMap<>();

  /** What is asked for, and of which classes objects are known to come along. */
  private record Request(Mode mode, Lambda function, boolean into, Set<String> classes) {}

  private Session(MethodHandles.Lookup host, Rules rules, int number) {
    loader = host.lookupClass().getClassLoader();
    source =
        new ClassSource(
            loader, host.lookupClass().getName().replace('.', '/') + Closures.MARK + number + "$");
    linker = new Linker(host, source);
    compiler = new Compiler(source, linker, rules, Lengths.LIMIT);
  }

  static Session of(Implementation f) {
    return SESSIONS.get(f.host().lookupClass()).get(f.host(), f.rules());
  }

  /** A typed derivative, ready to run: it takes an array of the arguments and the tape, if any. */
  synchronized Typed.Code typed(Forms.Form form, String verb, Implementation f) {
    compiler.expect(f.classes());
    var request = Forms.Request.of(form, verb, compiler.concrete(f.lambda()));
    var result = compiler.forms.make(request);
    var handle =
        MethodHandles.insertArguments(
            find(result.made(), result.made().into()), 0, f.captured().toArray());
    int arguments = result.arguments();
    return new Typed.Code(
        handle.asType(handle.type().generic()).asSpreader(0, Object[].class, arguments),
        result.overwrites(),
        request.active(),
        linker);
  }

  /**
   * A derivative, ready to run: its first argument is the array of what the function captures.
   *
   * @param into asks for the form with arrays and tape given
   */
  synchronized MethodHandle handle(Mode mode, Implementation f, boolean into) {
    var classes = f.classes();
    return handles.computeIfAbsent(
        new Request(mode, f.lambda(), into, classes),
        request -> {
          compiler.expect(classes);
          var made = compiler.make(mode, request.function);
          var handle = find(made, into ? made.into() : made.apply());
          int n = f.captured().size();
          var type = handle.type();
          for (int i = 0; i < n; i++) {
            type = type.changeParameterType(i, Object.class);
          }
          return handle.asType(type).asSpreader(0, Object[].class, n);
        });
  }

  private MethodHandle find(Made made, MethodRef ref) {
    try {
      var lookup =
          defined.computeIfAbsent(made.name(), name -> linker.define(name, source.bytes(name)));
      var type = MethodType.fromMethodDescriptorString(ref.desc(), loader);
      return lookup.findStatic(lookup.lookupClass(), ref.name(), type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
