package cotangent.code;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What references of the {@link Interpreter} lead to, where it is not a plain Java object: strings,
 * arrays of integers and objects of the library are themselves.
 */
@SuppressWarnings("ArrayRecordComponent") // they stand for arrays
sealed interface Heap {

  /** An array of reals; {@code type} is its descriptor. */
  record Reals(String type, Real[] data) implements Heap {
    boolean floats() {
      return type.equals("[F");
    }

    // Arrays are equal to themselves only.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** An array of references. */
  record References(String type, Object[] data) implements Heap {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A boxed real. It prints and compares as a {@code Double} or {@code Float} does. */
  record Box(Real real, boolean isFloat) implements Heap {
    Object boxed() {
      return isFloat ? (Object) (float) real.value() : (Object) real.value();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Box box ? boxed().equals(box.boxed()) : boxed().equals(other);
    }

    @Override
    public int hashCode() {
      return boxed().hashCode();
    }

    @Override
    public String toString() {
      return boxed().toString();
    }
  }

  /** A lambda or method reference and what it captured. */
  record Closure(Lambda lambda, List<Object> captured) implements Heap {}

  /** What a method of {@link Differentiate} returns. */
  record Derived(String method, Object function) implements Heap {}

  /** A stream of reals (D), ints (I), longs (J) or references (A). */
  record Pipe(char kind, java.util.stream.Stream<Object> stream) implements Heap {}

  /** An optional value; the content is null if there is none. */
  record Maybe(Object content) implements Heap {}

  /** An object of a library class between its creation and its constructor. */
  record Unmade(String type) implements Heap {}

  /** An object of a class that is not of the library. */
  final class Instance implements Heap {
    /** The internal name of the class. */
    final String type;

    /** By owner and name. */
    final Map<String, Object> fields = new HashMap<>();

    /**
     * The Java object that this one stands for, or that holds the part of it that a library class
     * declares; else null.
     */
    Object origin;

    private final Interpreter interpreter;

    Instance(Interpreter interpreter, String type) {
      this.interpreter = interpreter;
      this.type = type;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || Integer.valueOf(1)
              .equals(interpreter.ofObject(this, "equals", "(Ljava/lang/Object;)Z", this, other));
    }

    @Override
    public int hashCode() {
      return (int) interpreter.ofObject(this, "hashCode", "()I", this);
    }

    @Override
    public String toString() {
      return (String) interpreter.ofObject(this, "toString", "()Ljava/lang/String;", this);
    }
  }

  /** An object of the user's that was thrown. */
  final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Instance object;

    Thrown(Instance object) {
      super(object.type, null, false, false);
      this.object = object;
    }
  }

  /** The interpreter lacks something; the test that meets it has no oracle. */
  final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }
}
