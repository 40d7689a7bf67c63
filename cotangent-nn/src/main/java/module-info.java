/** Neural networks on the tensors of module {@code cotangent}. */
module cotangent.nn {
  requires transitive cotangent;
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;

  exports cotangent.nn;
  exports cotangent.nn.data;
  exports cotangent.nn.optim;
  exports cotangent.nn.storage;
  exports cotangent.nn.train;

  // Trees of records are read and rebuilt by the core.
  opens cotangent.nn to
      cotangent;
  opens cotangent.nn.data to
      cotangent;
  opens cotangent.nn.optim to
      cotangent;
  opens cotangent.nn.train to
      cotangent;
}
