/** Pictures of computational graphs; {@code cotangent.graph.Graph} is where to begin. */
@SuppressWarnings("requires-automatic") // ELK's jars have no module descriptors of their own.
module cotangent.graph {
  requires transitive cotangent;
  requires org.eclipse.elk.alg.layered;
  requires org.eclipse.elk.core;
  requires org.eclipse.elk.graph;
  requires static org.jspecify;

  exports cotangent.graph;
}
