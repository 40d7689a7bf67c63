package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import cotangent.code.Compiler.Mode;
import cotangent.code.runtime.Tape;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Derivatives of one function, made under a limit on the code of generated methods. */
final class Limited {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Implementation f;
  private final ClassSource source;
  private final Linker linker;
  private final Compiler compiler;
  private int longest;

  Limited(Serializable function, int limit) {
    f = Implementation.of(function, null, Rules.none());
    var type = f.host().lookupClass();
    // A loader holds one class of a name, and every object here makes its own.
    var prefix =
        type.getName().replace('.', '/') + Closures.MARK + NUMBERS.getAndIncrement() + "l$";
    source = new ClassSource(type.getClassLoader(), prefix);
    linker = new Linker(f.host(), source, false);
    compiler = new Compiler(source, linker, f.rules(), limit);
  }

  /** The longest method among those that have been made. */
  int longest() {
    return longest;
  }

  private MethodHandle handle(Mode mode, Lambda lambda) {
    compiler.expect(f.classes());
    var made = compiler.make(mode, lambda);
    var bytes = source.bytes(made.name());
    for (var method : ClassFile.of().parse(linker.link(bytes)).methods()) {
      int length = ((CodeAttribute) method.code().orElseThrow()).codeLength();
      longest = Math.max(longest, length);
    }
    try {
      var lookup = linker.define(made.name(), bytes);
      var method = mode == Mode.GRADIENT ? made.into() : made.apply();
      var type = MethodType.fromMethodDescriptorString(method.desc(), null);
      return MethodHandles.insertArguments(
          lookup.findStatic(lookup.lookupClass(), method.name(), type), 0, f.captured().toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** The bytes of each method's code in the class that holds a derivative. */
  List<String> code(Mode mode) {
    compiler.expect(f.classes());
    var made = compiler.make(mode, f.lambda());
    return ClassFile.of().parse(source.bytes(made.name())).methods().stream()
        .map(m -> (CodeAttribute) m.code().orElseThrow())
        .map(code -> HexFormat.of().formatHex(code.codeArray()))
        .toList();
  }

  private static Object invoke(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw Derivatives.rethrow(e);
    }
  }

  private Lambda gradient() {
    var gradient = compiler.derivative("gradient", f.lambda());
    assertThat(gradient).isNotNull();
    return gradient;
  }

  double gradient(double[] x, double[] gradient) {
    return gradient(x, gradient, new Tape());
  }

  double gradient(double[] x, double[] gradient, Tape tape) {
    return (double) invoke(handle(Mode.GRADIENT, f.lambda()), x, gradient, tape);
  }

  double[] jvp(double[] x, double[] v) {
    return (double[]) invoke(handle(Mode.PUSHFORWARD, f.lambda()), x, v);
  }

  /** Forward over reverse. */
  double[] hvp(double[] x, double[] v) {
    return (double[]) invoke(handle(Mode.PUSHFORWARD, gradient()), x, v);
  }

  /** Reverse over reverse. */
  double[] vjpOfGradient(double[] x, double[] v) {
    return (double[]) invoke(handle(Mode.PULLBACK, gradient()), x, v);
  }
}
