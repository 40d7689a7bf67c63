/**
 * Derivatives of plain Java methods, by transformation of their bytecode. {@link
 * cotangent.code.Differentiate} is all that most programs need.
 *
 * <p>How a derivative comes about: {@code Implementation} finds the method behind a lambda, {@code
 * FrontEnd} and {@code SsaBuilder} bring its bytecode into static single assignment form ({@code
 * Body}), {@code Simplifier} makes calls direct, {@code Analysis} finds out what varies, {@code
 * Check} refuses what cannot be vouched for, {@code Stability} and {@code Plan} decide what the
 * reverse sweep computes again and what it saves, {@code TangentEmitter}, {@code ForwardEmitter}
 * and {@code ReverseEmitter} write class files, and {@code Linker} defines them. A class so written
 * is read like the user's when a further derivative is asked for.
 *
 * <p>The form, as {@code Body} prints it:
 *
 * <pre>
 * body   = method, { parameter }, { block }
 * block  = name ":" [ "loop" ], { phi }, { value }, end
 * value  = [ "%" number ":" type "=" ] operation { operand }
 * end    = "to" block | comparison operands "then" block "else" block
 *        | "switch" operand keys "to" blocks | "return" [ operand ] | "throw" operand
 *        | "try" block "catch" blocks
 * </pre>
 */
@NullMarked
package cotangent.code;

import org.jspecify.annotations.NullMarked;
