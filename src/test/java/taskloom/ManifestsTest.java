package taskloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import taskloom.server.Environment;
import taskloom.server.Settings;

/// The manifests in `infra/`: every one is of a kind known here and has no field the kind lacks.
class ManifestsTest {
  private static final Path INFRA = Path.of("infra");
  private static final Path BASE = INFRA.resolve("k8s/base");

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "apps/v1 Deployment", Deployment.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
          "v1 ConfigMap", ConfigMap.class,
          "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1 Secret", Secret.class,
          "v1 Service", Service.class,
          "kustomize.config.k8s.io/v1beta1 Kustomization", Kustomization.class,
          "serving.knative.dev/v1 Service", io.fabric8.knative.serving.v1.Service.class);

  /// The models keep unknown fields aside; here they are to fail.
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              })
          .build();

  @TempDir Path folder;

  static Stream<Path> manifests() throws IOException {
    return Stream.of("k8s", "knative")
        .flatMap(folder -> {
          try {
            return Files.walk(INFRA.resolve(folder));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        })
        .filter(Files::isRegularFile);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyManifestFitsTheSchemaOfItsKind(Path file) throws IOException {
    var document = yaml(file);
    var kind = KINDS.get(document.get("apiVersion") + " " + document.get("kind"));

    assertThat(kind).as("the kind of " + file).isNotNull();
    assertThat(STRICT.convertValue(document, kind)).isNotNull();
  }

  @Test
  void aMisspeltFieldDoesNotFit() throws IOException {
    var document = yaml(BASE.resolve("deployment.yaml"));
    at(document, "spec").put("replica", 1);

    assertThatThrownBy(() -> STRICT.convertValue(document, Deployment.class))
        .hasCauseInstanceOf(JsonMappingException.class)
        .hasMessageContaining("replica");
  }

  @Test
  void kustomizeFindsItsFiles() throws IOException {
    for (var folder : List.of("base", "small")) {
      var home = INFRA.resolve("k8s").resolve(folder);
      var kustomization = read(home.resolve("kustomization.yaml"), Kustomization.class);
      assertThat(kustomization.getResources())
          .allSatisfy(each -> assertThat(home.resolve(each)).exists());
      assertThat(kustomization.getPatches())
          .allSatisfy(each -> assertThat(home.resolve(each.getPath())).exists());
    }
    assertThat(read(BASE.resolve("kustomization.yaml"), Kustomization.class).getResources())
        .as("a template with no keys in it is not applied")
        .doesNotContain("secret-template.yaml");
  }

  @Test
  void thePodIsClosedAndItsMountsAreThere() throws IOException {
    var pod =
        read(BASE.resolve("deployment.yaml"), Deployment.class).getSpec().getTemplate().getSpec();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    isClosedAndMounted(pod.getContainers(), pod.getVolumes());
  }

  @Test
  void knativeHasTheRunnerTooAndOneContainerWithPorts() throws IOException {
    var service =
        read(INFRA.resolve("knative/service.yaml"), io.fabric8.knative.serving.v1.Service.class);
    var pod = service.getSpec().getTemplate().getSpec();
    var deployed =
        read(BASE.resolve("deployment.yaml"), Deployment.class).getSpec().getTemplate().getSpec();

    isClosedAndMounted(pod.getContainers(), pod.getVolumes());
    assertThat(pod.getContainers())
        .filteredOn(container -> !container.getPorts().isEmpty())
        .extracting(Container::getName)
        .containsExactly("taskloom");
    assertThat(pod.getVolumes()).as("as in the Deployment").isEqualTo(deployed.getVolumes());
    for (int i = 0; i < 2; i++) {
      var container = pod.getContainers().get(i);
      var same = deployed.getContainers().get(i);
      assertThat(container.getVolumeMounts()).isEqualTo(same.getVolumeMounts());
      assertThat(container.getEnv()).isEqualTo(same.getEnv());
      assertThat(container.getResources()).isEqualTo(same.getResources());
    }
  }

  /// That its socket is there says nothing: an interpreter may not start.
  @Test
  void theRunnersHealthIsALineOfCode() throws IOException {
    var check =
        List.of("/usr/bin/python3", "-I", "/app/runner", "--check", "/run/taskloom/runner.sock");
    var runner =
        read(BASE.resolve("deployment.yaml"), Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(1);

    assertThat(runner.getLivenessProbe().getExec().getCommand()).isEqualTo(check);
    assertThat(Files.readString(INFRA.resolve("Dockerfile")))
        .contains("CMD [\"" + String.join("\", \"", check) + "\"]");
  }

  @Test
  void everyBaseOfTheImagesCanBeNamedByDigest() throws IOException {
    var lines = Files.readAllLines(INFRA.resolve("Dockerfile"));

    assertThat(lines.stream().filter(line -> line.startsWith("FROM ")))
        .allMatch(line -> line.matches("FROM (scratch|\\$\\{[A-Z]+}) AS [a-z]+"));
  }

  private static void isClosedAndMounted(List<Container> containers, List<Volume> declared) {
    var volumes = declared.stream().map(Volume::getName).toList();
    assertThat(containers).extracting(Container::getName).containsExactly("taskloom", "runner");
    assertThat(containers)
        .allSatisfy(container -> {
          var security = container.getSecurityContext();
          assertThat(security.getReadOnlyRootFilesystem()).isTrue();
          assertThat(security.getAllowPrivilegeEscalation()).isFalse();
          assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
          assertThat(container.getResources().getLimits()).containsKey("memory");
          assertThat(container.getVolumeMounts())
              .extracting(VolumeMount::getName)
              .isSubsetOf(volumes);
        });
  }

  @Test
  void everySettingInAManifestIsOneThatIsRead() throws IOException {
    var environment = new Environment(Map.of());
    Settings.from(environment);
    var known = new ArrayList<>(environment.asked());
    known.addAll(List.of("DEEPSEEK_API_KEY", "TASKLOOM_RUNNER_SOCKET"));
    var container =
        read(BASE.resolve("deployment.yaml"), Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst();

    assertThat(read(BASE.resolve("configmap.yaml"), ConfigMap.class).getData().keySet())
        .isSubsetOf(known);
    assertThat(read(BASE.resolve("secret-template.yaml"), Secret.class).getStringData().keySet())
        .isSubsetOf(known);
    assertThat(container.getEnv()).extracting(EnvVar::getName).isSubsetOf(known);
    assertThat(
            at(yaml(INFRA.resolve("compose.yaml")), "services", "taskloom", "environment").keySet())
        .isSubsetOf(known);
  }

  @Test
  void composeMountsVolumesItDeclaresAndClosesBothServices() throws IOException {
    var compose = yaml(INFRA.resolve("compose.yaml"));
    var volumes = at(compose, "volumes").keySet();

    assertThat(at(compose, "services").keySet()).containsExactly("taskloom", "runner");
    for (var name : List.of("taskloom", "runner")) {
      var service = at(compose, "services", name);
      assertThat(service)
          .containsEntry("read_only", true)
          .containsEntry("cap_drop", List.of("ALL"));
      assertThat(at(service, "deploy", "resources", "limits")).containsKeys("cpus", "memory");
      assertThat((List<?>) service.get("volumes"))
          .allSatisfy(each -> assertThat(volumes).contains(each.toString().split(":")[0]));
    }
    assertThat(at(compose, "services", "runner")).containsEntry("network_mode", "none");
  }

  @Test
  void composeFitsTheComposeSpecification() throws Exception {
    var text = Files.readString(INFRA.resolve("compose.yaml"));
    var keys = Map.of("TASKLOOM_API_KEYS", "ann:KEY1");

    assertThat(composeComplaints(text, keys)).isEmpty();
    assertThat(composeComplaints(text.replace("read_only:", "readonly:"), keys))
        .contains("Unsupported config option for services.taskloom: 'readonly'");
    assertThat(composeComplaints(text.replace("768M", "[768M]"), keys)).contains("limits");
    assertThat(composeComplaints(text, Map.of())).contains("TASKLOOM_API_KEYS");
  }

  /// What docker-compose says of a file, by the Compose specification's schema that it brings;
  /// where `infra/test` may not install it there is nothing to ask.
  private String composeComplaints(String text, Map<String, String> environment) throws Exception {
    var program = Path.of("/usr/bin/docker-compose");
    assumeTrue(Files.isExecutable(program), "docker-compose is not installed");
    // Debian's is older than the project's name.
    var file = Files.writeString(folder.resolve("c.yaml"), text.replace("name: taskloom\n", ""));
    var builder =
        new ProcessBuilder(program.toString(), "-f", file.toString(), "config", "--quiet")
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("TASKLOOM_"));
    builder.environment().putAll(environment);
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(said.isEmpty() ? 0 : 1);
    return said;
  }

  private static <T> T read(Path file, Class<T> kind) throws IOException {
    return STRICT.convertValue(yaml(file), kind);
  }

  private static Map<String, Object> yaml(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new Yaml().load(in);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> document, String... keys) {
    var at = document;
    for (var key : keys) {
      at = (Map<String, Object>) at.get(key);
    }
    return at;
  }
}
