package cotangent.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The names that a random program may use where it stands, and the dice. */
final class RandomScope {
  final Random random;

  /** Expressions of type double that may be read. */
  final List<String> reals = new ArrayList<>();

  /** Local variables of type double that may be written. */
  final List<String> locals = new ArrayList<>();

  /** Arrays of six reals. */
  final List<String> arrays = new ArrayList<>();

  /** Those that are local variables. */
  final List<String> arrayLocals = new ArrayList<>();

  /** Arrays of three such arrays. */
  final List<String> matrices = new ArrayList<>();

  /** Expressions of type int that are not negative and small. */
  final List<String> ints = new ArrayList<>();

  /** Local variables of type int that may be written. */
  final List<String> intLocals = new ArrayList<>();

  /** Objects of the mutable class Q. */
  final List<String> objects = new ArrayList<>();

  /** Lists of three or more reals. */
  final List<String> lists = new ArrayList<>();

  /** Labels of the loops around. */
  final List<String> labels = new ArrayList<>();

  private final List<List<String>> all =
      List.of(
          reals, locals, arrays, arrayLocals, matrices, ints, intLocals, objects, lists, labels);

  /** Whether floats are used: then derivatives are rounded to float on the way, too. */
  final boolean floats;

  private int names;

  RandomScope(Random random, boolean floats) {
    this.random = random;
    this.floats = floats;
  }

  String name(String prefix) {
    return prefix + names++;
  }

  int[] mark() {
    return all.stream().mapToInt(List::size).toArray();
  }

  /** Forgets the names since the mark. */
  void reset(int[] mark) {
    for (int i = 0; i < mark.length; i++) {
      all.get(i).subList(mark[i], all.get(i).size()).clear();
    }
  }

  boolean chance(int one, int in) {
    return random.nextInt(in) < one;
  }

  int die(int sides) {
    return random.nextInt(sides);
  }

  String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  String one(String... of) {
    return of[random.nextInt(of.length)];
  }
}
