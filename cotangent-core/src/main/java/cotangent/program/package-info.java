/**
 * Traced programs: what a function does, written down.
 *
 * <pre>
 * Program  = inputs constants equations outputs
 * Equation = results = op operands
 * </pre>
 *
 * <p>Each {@link cotangent.program.Program.Variable} is defined once, before its first use, and
 * knows its type.
 */
@NullMarked
package cotangent.program;

import org.jspecify.annotations.NullMarked;
