package cotangent.graph;

/**
 * The colours of a box, or of the page: there the stroke is that of the edges and the text that of
 * their labels. Text on its fill has a contrast of at least 7 to 1 (level AAA of the Web Content
 * Accessibility Guidelines 2.2).
 */
record Colours(String fill, String stroke, String text) {

  static Colours page(boolean dark) {
    return dark
        ? new Colours("#0f172a", "#94a3b8", "#cbd5e1")
        : new Colours("#ffffff", "#64748b", "#475569");
  }

  static Colours of(Kind kind, boolean dark) {
    return switch (kind) {
      case VARIABLE ->
          dark
              ? new Colours("#064e3b", "#34d399", "#d1fae5")
              : new Colours("#d1fae5", "#059669", "#064e3b");
      case CONSTANT ->
          dark
              ? new Colours("#1e293b", "#64748b", "#cbd5e1")
              : new Colours("#f8fafc", "#94a3b8", "#334155");
      case OPERATION ->
          dark
              ? new Colours("#312e81", "#818cf8", "#e0e7ff")
              : new Colours("#e0e7ff", "#6366f1", "#1e1b4b");
      case RESULT ->
          dark
              ? new Colours("#7c2d12", "#fb923c", "#ffedd5")
              : new Colours("#ffedd5", "#ea580c", "#7c2d12");
    };
  }
}
