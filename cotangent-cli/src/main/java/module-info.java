module cotangent.cli {
  requires cotangent.graph;
  requires cotangent.nn;
  requires info.picocli;
  requires static org.jspecify;

  opens cotangent.cli to
      info.picocli;
}
