/** Derivatives of plain Java methods, by transformation of their bytecode. */
module cotangent.code {
  requires static org.jspecify;

  exports cotangent.code;
  exports cotangent.code.runtime;
}
