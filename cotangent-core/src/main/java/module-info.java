/**
 * Tensors and their derivatives in every mode. Nothing is needed at run time but the JDK; with
 * {@code --add-modules jdk.incubator.vector} loops use the Vector API, with the same results to the
 * bit.
 */
module cotangent {
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  exports cotangent;
  exports cotangent.op;
  exports cotangent.program;
  exports cotangent.transform;
}
