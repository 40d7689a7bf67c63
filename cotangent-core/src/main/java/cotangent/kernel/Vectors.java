package cotangent.kernel;

/**
 * Whether the Vector API may be used. Classes whose names begin with Vector are loaded only if so.
 */
final class Vectors {
  /**
   * True if the module {@code jdk.incubator.vector} is present and the system property {@code
   * cotangent.vector} is not {@code false}.
   */
  static final boolean ENABLED =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
          && !"false".equals(System.getProperty("cotangent.vector"));

  private Vectors() {}
}
