package taskloom.hostile;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Every expression of ours: those in fields of classes, in whatever they hold, and those read from
/// the analyst's and the playbook's data.
final class Expressions {
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("taskloom");

  private final Map<String, Pattern> found = new TreeMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Expressions() {}

  /// All of them, by where they are.
  static Map<String, Pattern> all() throws ReflectiveOperationException {
    var expressions = new Expressions();
    for (var each : users()) {
      var type = Class.forName(each.getName());
      for (var field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          expressions.look(each.getName() + "." + field.getName(), value(field, null));
        }
      }
      if (type.isEnum()) {
        expressions.look(each.getName(), List.of(type.getEnumConstants()));
      }
    }
    expressions.look("analyst", made("taskloom.model.analyst.Knowledge", "load"));
    expressions.look("playbook", made("taskloom.playbook.Evidence", "ofPlaybook"));
    return expressions.found;
  }

  /// The classes that know expressions at all.
  static List<JavaClass> users() {
    return CLASSES.stream()
        .filter(each ->
            each.getDirectDependenciesFromSelf().stream()
                .anyMatch(to -> to.getTargetClass().isEquivalentTo(Pattern.class)))
        .toList();
  }

  private static Object made(String type, String method) throws ReflectiveOperationException {
    var maker = Class.forName(type).getDeclaredMethod(method);
    maker.setAccessible(true);
    return maker.invoke(null);
  }

  private static Object value(Field field, Object owner) throws IllegalAccessException {
    field.setAccessible(true);
    return field.get(owner);
  }

  private void look(String where, Object value) throws ReflectiveOperationException {
    switch (value) {
      case null -> {}
      case Pattern pattern -> found.put(where + " " + pattern.pattern(), pattern);
      case Iterable<?> many -> {
        int i = 0;
        for (var each : new ArrayList<Object>((java.util.Collection<?>) many)) {
          look(where + "[" + i++ + "]", each);
        }
      }
      case Map<?, ?> map -> look(where, map.values());
      case Object other
          when other.getClass().getName().startsWith("taskloom.") && seen.add(other) -> {
        for (var field : other.getClass().getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            look(where + "." + field.getName(), value(field, other));
          }
        }
      }
      default -> {}
    }
  }
}
