package cotangent.code;

import cotangent.code.Compiler.Mode;
import cotangent.code.Op.MethodRef;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<MethodRef, MethodHandle> codes = new HashMap<>();

  /** What is asked for, and of which classes objects are known to come along. */
  private record Request(Mode mode, Lambda function, boolean into, Set<String> classes) {}

  private Session(MethodHandles.Lookup host, Rules rules, int number) {
    loader = host.lookupClass().getClassLoader();
    source =
        new ClassSource(
            loader, host.lookupClass().getName().replace('.', '/') + Closures.MARK + number + "$");
    linker = new Linker(host, source, rules.isFast());
    compiler = new Compiler(source, linker, rules, Lengths.LIMIT);
  }

  static Session of(Implementation f) {
    return SESSIONS.get(f.host().lookupClass()).get(f.host(), f.rules());
  }

  /** A typed derivative, ready to run. */
  synchronized Typed.Code typed(Forms.Form form, String verb, Implementation f) {
    compiler.expect(f.classes());
    var request = Forms.Request.of(form, verb, compiler.concrete(f.lambda()));
    var result = compiler.forms.make(request);
    return new Typed.Code(
        code(result.made().into(), f, result.arguments()),
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
          return code(into ? made.into() : made.apply(), f, 0);
        });
  }

  /** A pushforward that also gives the value, and how many directions it takes. */
  record Lane(MethodHandle handle, int count) {}

  synchronized Lane lane(Lanes.Kind kind, Implementation f) {
    compiler.expect(f.classes());
    return lane(compiler.lanes.one(kind, compiler.concrete(f.lambda())), f);
  }

  /** The same in several directions, or nothing if the code would be too long. */
  synchronized Optional<Lane> lanes(Lanes.Kind kind, Implementation f) {
    compiler.expect(f.classes());
    return compiler.lanes.several(kind, compiler.concrete(f.lambda())).map(made -> lane(made, f));
  }

  private Lane lane(Lanes.Made made, Implementation f) {
    return new Lane(code(made.apply(), f, 0), made.count());
  }

  synchronized MethodHandle valueAndDerivative(Implementation f) {
    compiler.expect(f.classes());
    var form = Forms.Form.VALUE_AND_DERIVATIVE;
    var request = Forms.Request.of(form, "valueAndDerivative", compiler.concrete(f.lambda()));
    return code(compiler.forms.make(request).made().apply(), f, 0);
  }

  /** The two steps of a pullback. */
  synchronized List<MethodHandle> steps(Implementation f) {
    compiler.expect(f.classes());
    var made = compiler.make(Mode.PULLBACK, f.lambda());
    return List.of(code(Pullbacks.begin(made), f, 0), code(Pullbacks.end(made), f, 0));
  }

  /**
   * A generated method that takes what the function captures as an array.
   *
   * @param arguments how many of its further arguments come as an array, too; then all are objects
   */
  private MethodHandle code(MethodRef method, Implementation f, int arguments) {
    return codes.computeIfAbsent(
        method,
        _ -> {
          var handle = find(method.owner(), method);
          int n = f.captured().size();
          var type = arguments == 0 ? handle.type() : handle.type().generic();
          for (int i = 0; i < n; i++) {
            type = type.changeParameterType(i, Object.class);
          }
          var typed = handle.asType(type);
          var spread = arguments == 0 ? typed : typed.asSpreader(n, Object[].class, arguments);
          return spread.asSpreader(0, Object[].class, n);
        });
  }

  private MethodHandle find(String made, MethodRef ref) {
    try {
      var lookup = defined.computeIfAbsent(made, name -> linker.define(name, source.bytes(name)));
      var type = MethodType.fromMethodDescriptorString(ref.desc(), loader);
      return lookup.findStatic(lookup.lookupClass(), ref.name(), type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
