package taskloom;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who may import whom. The kernel's rooms in order, each importing only those before it; functions
/// on top.
class ArchitectureTest {
  private static final List<String> ROOMS =
      List.of("task", "wire", "store", "model", "runner", "engine", "agents", "playbook", "server");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("taskloom");

  @Test
  void everyRoomImportsOnlyTheRoomsBeforeIt() {
    for (int i = 0; i < ROOMS.size(); i++) {
      var later = ROOMS.subList(i + 1, ROOMS.size()).stream().map(ArchitectureTest::inRoom);
      noClasses()
          .that()
          .resideInAPackage(inRoom(ROOMS.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later.toArray(String[]::new))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void theStoreAndTheModelDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage(inRoom("model"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(inRoom("store"))
        .check(CLASSES);
  }

  @Test
  void theKernelDoesNotKnowTheFunctions() throws IOException {
    noClasses()
        .that()
        .resideInAnyPackage(ROOMS.stream().map(ArchitectureTest::inRoom).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(functionPackages())
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCircles() {
    slices().matching("taskloom.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    for (var root : List.of("src/main/java", "functions")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        var silent =
            files
                .filter(file -> file.toString().endsWith(".java"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")));
        assertThat(silent).isEmpty();
      }
    }
  }

  private static String inRoom(String room) {
    return "taskloom." + room + "..";
  }

  private static String[] functionPackages() throws IOException {
    var root = Path.of("functions");
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
          .distinct()
          .toArray(String[]::new);
    }
  }
}
