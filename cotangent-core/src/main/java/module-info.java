module cotangent {
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  exports cotangent;
}
