module cotangent.code {
  requires static org.jspecify;
}
