/** The {@code cotangent} command. */
module cotangent.cli {
  requires cotangent.graph;
  requires cotangent.nn;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  // The step of a training run is a tree.
  opens cotangent.cli to
      info.picocli,
      cotangent;
}
