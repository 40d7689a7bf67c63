package cotangent.code;

import java.io.Serializable;

/**
 * A function of an array, a record or a number, with such a result. Serializable, so that a lambda
 * tells which code it runs.
 */
@FunctionalInterface
public interface ObjectFunction<A, R> extends Serializable {
  /** The value at a. */
  R apply(A a);
}
