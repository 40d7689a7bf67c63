package cotangent.code;

import cotangent.code.Op.MethodRef;
import org.jspecify.annotations.Nullable;

/** What a call means for derivatives. */
sealed interface Target {

  /** A function of reals with known partial derivatives. */
  record Smooth(Rule rule) implements Target {}

  /** A function of reals that is constant wherever it has a derivative. */
  record Flat() implements Target {}

  /** Takes active values as plain ones: printing, making strings. */
  record Sink() implements Target {}

  /** A method whose bytecode is transformed; for a library method it is the twin in Java. */
  record Method(MethodRef ref) implements Target {}

  /** Moves references and nothing else, and so does the same to the shadows. */
  record Mirror(Manner manner) implements Target {}

  /** What a method that moves references does to what it is given. */
  enum Manner {
    /** Asks about it, and moves nothing: the shadows are left alone. */
    ASKS,

    /** Takes references out of it. */
    READS,

    /** May write to it. */
    CHANGES
  }

  /** Makes a boxed real. */
  record Box() implements Target {}

  /** Reads a boxed real; the primitive is D or F. */
  record Unbox(String primitive) implements Target {}

  /**
   * A method with derivatives given by the user.
   *
   * @param tangent the forward derivative, or null
   * @param adjoint the reverse derivative, or null
   */
  record Custom(MethodRef ref, @Nullable MethodRef tangent, @Nullable MethodRef adjoint)
      implements Target {}

  /** A method of the tape, in generated code that is transformed again. */
  record OnTape() implements Target {}

  /** Anything else: it may be called, but not with active values. */
  record Opaque(String reason, String remedy) implements Target {}
}
