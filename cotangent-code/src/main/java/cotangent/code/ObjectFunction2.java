package cotangent.code;

import java.io.Serializable;

/** A function of two objects, such as a point and a direction. */
@FunctionalInterface
public interface ObjectFunction2<A, B, R> extends Serializable {
  /** The value at a and b. */
  R apply(A a, B b);
}
