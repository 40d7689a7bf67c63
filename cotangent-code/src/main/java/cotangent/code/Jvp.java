package cotangent.code;

/**
 * The value of a function and its derivative in a direction.
 *
 * @param value the value
 * @param tangent the product of the Jacobian with the direction, of the same shape as the value
 */
public record Jvp<R>(R value, R tangent) {}
