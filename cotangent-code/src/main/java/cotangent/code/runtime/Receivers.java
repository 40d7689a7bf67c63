package cotangent.code.runtime;

/** What generated code says of objects of classes that were unknown when it was made. */
public final class Receivers {
  private Receivers() {}

  /**
   * What is wrong with a call on an object of an unknown class, and what to do.
   *
   * @param receiver the object
   * @param method the method that is called
   * @param known the classes that were known
   */
  public static String unknown(Object receiver, String method, String known) {
    var type = receiver.getClass();
    return "Cannot differentiate a call of "
        + method
        + " on an object of "
        + type.getName()
        + ", a class that was not known when the derivative was made; known were "
        + known
        + ".\n  "
        + (type.isHidden()
            ? "Make the lambda in the function or pass it there as a parameter; one from outside must"
                + " be captured by itself and be serializable."
            : "Make the object in the function, let the function capture it, or seal its type with"
                + " this class among those permitted.");
  }
}
