package taskloom.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.DirectClient;
import io.helidon.webserver.testing.junit5.RoutingTest;
import io.helidon.webserver.testing.junit5.SetUpRoute;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.DirectHttp;
import taskloom.Http;
import taskloom.RoutesUnderTest;

@RoutingTest
class AssetsTest {
  private static final Pattern ADDRESS = Pattern.compile("\"(/(?:console|lib)/[^\"]+[^/\"])\"");

  @AutoClose private static final RoutesUnderTest routes = new RoutesUnderTest();
  private final Http http;

  AssetsTest(DirectClient client) {
    http = new DirectHttp(client);
  }

  @SetUpRoute
  static void install(HttpRouting.Builder routing) {
    routes.install(routing);
  }

  @Test
  void thePageNeedsNoKeyAndRunsItsOwnFilesOnly() {
    var page = http.get("/", "Authorization", "Bearer none");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    var importMap =
        page.body().replaceAll("(?s).*<script type=\"importmap\">(.*?)</script>.*", "$1");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .contains(
            "script-src 'self' "
                + Hashes.source(importMap.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + ";")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("{console}", "{lib:", "https://", "http://");
  }

  @Test
  void everyAddressInThePageIsServedAndKeptForEver() {
    var addresses =
        ADDRESS.matcher(http.get("/").body()).results().map(found -> found.group(1)).toList();

    assertThat(addresses).hasSizeGreaterThan(10).anyMatch(each -> each.contains("marked.esm.js"));
    for (var address : addresses) {
      var file = http.get(address);
      assertThat(file.status()).as(address).isEqualTo(200);
      assertThat(file.header("Cache-Control")).as(address).contains("immutable");
      assertThat(file.header("Content-Security-Policy"))
          .as(address)
          .startsWith("default-src 'none'");
      assertThat(http.get(address, "If-None-Match", file.header("ETag")).status()).isEqualTo(304);
    }
  }

  @Test
  void theSanitizerIsTheMendedOne() {
    var page = http.get("/").body();
    var address = page.replaceAll("(?s).*\"(/lib/dompurify/[^\"]+)\".*", "$1");
    var version = address.replaceAll("/lib/dompurify/(\\d+)\\.(\\d+)\\..*", "$1$2");

    assertThat(Integer.parseInt(version)).as(address).isGreaterThanOrEqualTo(34);
    assertThat(http.get(address).body()).contains("DOMPurify " + address.split("/", -1)[3]);
  }

  @Test
  void theClientModuleIsAskedForAgain() {
    var module = http.get("/taskloom.js");

    assertThat(module.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(module.header("Content-Type")).startsWith("text/javascript");
    assertThat(module.body()).contains("export class Taskloom");
    assertThat(http.get("/taskloom.js", "If-None-Match", module.header("ETag")).status())
        .isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/old/app.js",
        "/console/VERSION/none.js",
        "/console/VERSION/..%2Findex.html",
        "/lib/marked/0.0.1/lib/marked.esm.js",
        "/lib/marked/MARKED/../../../../openapi.yaml",
        "/lib/marked/MARKED/..%2F..%2Fdompurify/x.js",
        "/lib/marked/MARKED/package.json",
        "/lib/marked/MARKED/lib",
        "/lib/hanlp/1/x.js"
      })
  void nothingElseIsServed(String address) {
    var page = http.get("/").body();
    var version = page.replaceAll("(?s).*\"/console/([^/]+)/.*", "$1");
    var marked = page.replaceAll("(?s).*\"/lib/marked/([^/]+)/.*", "$1");

    var answer = http.get(address.replace("VERSION", version).replace("MARKED", marked));

    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
  }
}
