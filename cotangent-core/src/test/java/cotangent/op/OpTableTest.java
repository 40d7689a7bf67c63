package cotangent.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * The table of all ops: one row for each, from which all checks follow. The rows of the ops that
 * class {@code X} declares are in {@code XRows}.
 */
class OpTableTest {
  /** Every row. */
  private static final List<OpRow> ROWS =
      Stream.of(
              ElementwiseRows.ROWS,
              StructureRows.ROWS,
              SlicingRows.ROWS,
              JoiningRows.ROWS,
              MaskingRows.ROWS,
              CastingRows.ROWS,
              IndexingRows.ROWS,
              DrawsRows.ROWS,
              ReductionsRows.ROWS,
              ExtremesRows.ROWS,
              SortingRows.ROWS,
              ScansRows.ROWS,
              ProbabilitiesRows.ROWS,
              ContractionsRows.ROWS)
          .flatMap(List::stream)
          .toList();

  /** All rows, or with {@code -Drow=NAME} those whose names begin so. */
  @TestFactory
  Stream<DynamicNode> rows() {
    String name = System.getProperty("row", "");
    List<OpRow> chosen = ROWS.stream().filter(row -> row.name.startsWith(name)).toList();
    if (chosen.isEmpty()) {
      fail("no row has a name that begins with " + name + "; the rows: " + ROWS);
    }
    return chosen.stream()
        .map(row ->
            DynamicContainer.dynamicContainer(
                row.name,
                OpChecks.of(row).entrySet().stream()
                    .map(check -> test(row.name, check.getKey(), check.getValue()))));
  }

  /** A failure begins with the name of the check, since reports name dynamic tests by numbers. */
  private static DynamicTest test(String row, String check, Executable body) {
    return DynamicTest.dynamicTest(
        row + " " + check,
        () -> {
          try {
            body.execute();
          } catch (AssertionError e) {
            throw new AssertionError("check \"" + check + "\" of row " + e.getMessage(), e);
          }
        });
  }

  @Test
  void rowsHaveDifferentNames() {
    assertThat(ROWS.stream().map(row -> row.name)).doesNotHaveDuplicates();
  }

  @Test
  void everyRowHasAnEmptyCase() {
    assertThat(ROWS)
        .filteredOn(row -> !row.neverEmpty && row.cases.stream().noneMatch(OpTableTest::hasEmpty))
        .as("rows that need a case with an empty input, such as .on(f(2, 0)), or neverEmpty()")
        .isEmpty();
  }

  private static boolean hasEmpty(List<OpRow.Input> inputs) {
    return inputs.stream().anyMatch(input -> input.shape().elements() == 0);
  }

  /** All ops are found in the classes; a row counts for what it and its derivatives consist of. */
  @Test
  void everyOpHasARow() throws ReflectiveOperationException {
    Set<Op> seen = new HashSet<>();
    for (OpRow row : ROWS) {
      seen.addAll(OpChecks.ops(row));
    }
    Set<Class<?>> records = seen.stream().map(Op::getClass).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    for (Class<?> type : classes()) {
      boolean isOp = Op.class.isAssignableFrom(type);
      if (isOp && type.isRecord() && type != Call.class && !records.contains(type)) {
        missing.add(missing(type, type.getSimpleName()));
      }
      // A formula inside an op is its kernel.
      for (Field field : isOp ? new Field[0] : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == Pointwise.class) {
          field.setAccessible(true);
          if (!seen.contains((Pointwise) field.get(null))) {
            missing.add(missing(type, field.getName()));
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      fail(
          "ops without a row (a new file of rows is added to OpTableTest.ROWS, see docs/guide/adding-an-op.md):\n"
              + String.join("\n", new TreeSet<>(missing)));
    }
  }

  private static String missing(Class<?> type, String op) {
    Class<?> outer = type.getNestHost();
    return outer.getSimpleName()
        + "."
        + op
        + ": add a row to "
        + outer.getSimpleName()
        + "Rows.java";
  }

  private static List<Class<?>> classes() throws ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("cotangent")) {
      boolean vector = type.getSimpleName().startsWith("Vector") || type.isAnonymousClass();
      if (!vector) {
        classes.add(Class.forName(type.getName(), false, Op.class.getClassLoader()));
      }
    }
    return classes;
  }
}
