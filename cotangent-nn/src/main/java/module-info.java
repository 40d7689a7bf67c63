module cotangent.nn {
  requires transitive cotangent;
  requires static org.jspecify;
}
