module cotangent.graph {
  requires transitive cotangent;
  requires static org.jspecify;
}
