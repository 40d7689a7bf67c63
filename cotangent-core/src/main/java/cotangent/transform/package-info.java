/**
 * The interpreters: what happens to an op when a transformation watches its operands.
 *
 * <p>{@link cotangent.transform.Dispatch} sends an op to the innermost level among its operands, or
 * to its kernel. A level takes its own values apart, dispatches the op on what is inside, and so
 * reaches the levels below it. Read in this order:
 *
 * <ol>
 *   <li>{@code Level}: tags, and who interprets what
 *   <li>{@code Rules}: the derivative of each kind of op, in both directions
 *   <li>{@code ForwardLevel}: values with tangents
 *   <li>{@code ReverseLevel}, {@link cotangent.transform.Node}, {@code Backward}: values with a
 *       history, and the sweep over it
 *   <li>{@code BatchLevel}: values with a hidden axis
 *   <li>{@code TraceLevel}: values without elements, and the program that they write
 *   <li>{@code Calls}, {@code SubstitutionLevel}: functions as ops, and what they capture
 * </ol>
 *
 * <p>The functions here work on lists of tensors; {@link cotangent.Derivatives} puts trees on top.
 *
 * <pre>
 * Value = Node(level, origin, index)       origin = Leaf | Application(op, operands, results, depth)
 *       | Dual(level, primal, tangent)
 *       | Batched(level, stack)
 *       | Abstract(level, symbol)
 *       | Substituted(level, value)
 * </pre>
 */
@NullMarked
package cotangent.transform;

import org.jspecify.annotations.NullMarked;
