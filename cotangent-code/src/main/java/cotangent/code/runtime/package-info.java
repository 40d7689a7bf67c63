/**
 * What generated code calls: the tape, the partial derivatives of {@link java.lang.Math}, twins of
 * library methods in plain Java. Not meant to be called by hand.
 *
 * <p>The partial derivatives and the twins are ordinary Java, so that generated code is
 * differentiated again by reading them like any other method.
 */
@NullMarked
package cotangent.code.runtime;

import org.jspecify.annotations.NullMarked;
