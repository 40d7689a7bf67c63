package cotangent.op;

/**
 * An op whose derivative is zero wherever it exists, such as an index of a maximum or a random
 * draw.
 */
public non-sealed interface Discrete extends Op {}
