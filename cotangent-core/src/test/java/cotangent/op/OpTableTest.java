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
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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

  @TestFactory
  Stream<DynamicNode> rows() {
    return ROWS.stream()
        .map(row ->
            org.junit.jupiter.api.DynamicContainer.dynamicContainer(
                row.name,
                OpChecks.of(row).entrySet().stream()
                    .map(check ->
                        DynamicTest.dynamicTest(
                            row.name + " " + check.getKey(), check.getValue()))));
  }

  @Test
  void rowsHaveDifferentNames() {
    assertThat(ROWS.stream().map(row -> row.name)).doesNotHaveDuplicates();
  }

  @Test
  void everyRowHasAnEmptyCase() {
    assertThat(ROWS)
        .allSatisfy(row ->
            assertThat(row.neverEmpty || row.cases.stream().anyMatch(OpTableTest::hasEmpty))
                .as("row %s needs a case with an empty input, or neverEmpty()", row)
                .isTrue());
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
          "ops without a row in the op table (a new file of rows goes into OpTableTest.ROWS):\n"
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
