package org.stile.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of certificate, key and proxies before anything starts. */
class CenterSettingsTlsTest {
  @TempDir Path folder;

  @BeforeEach
  void make() throws Exception {
    make("ec", "-newkey ec -pkeyopt ec_paramgen_curve:P-256");
    make("rsa", "-newkey rsa:2048");
    make("other", "-newkey ec -pkeyopt ec_paramgen_curve:P-256");
  }

  private void make(String name, String key) throws Exception {
    String command =
        "openssl req -x509 %s -nodes -subj /CN=localhost -days 2 -keyout %s.key -out %s.pem"
            .formatted(key, name, name);
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
  }

  private CenterSettings with(String certificate, String key) {
    return CenterSettings.of(
        Map.of(
            "STILE_TLS_CERTIFICATE",
            certificate.isEmpty() ? "" : folder.resolve(certificate).toString(),
            "STILE_TLS_KEY",
            key.isEmpty() ? "" : folder.resolve(key).toString()));
  }

  @Test
  void a_certificate_and_its_key_are_taken() {
    assertThat(with("ec.pem", "ec.key").tls()).isPresent();
    assertThat(with("rsa.pem", "rsa.key").tls()).isPresent();
    assertThat(with("", "").tls()).isEmpty();
  }

  @Test
  void what_does_not_belong_together_is_refused_by_name() throws Exception {
    refused("ec.pem", "other.key", "STILE_TLS_KEY", "is not the key of");
    refused("ec.pem", "rsa.key", "STILE_TLS_KEY", "is not the key of");
    refused("ec.pem", "", "STILE_TLS_KEY is missing");
    refused("", "ec.key", "STILE_TLS_CERTIFICATE is missing");
    refused("ec.key", "ec.key", "STILE_TLS_CERTIFICATE", "must be PEM with a CERTIFICATE");
    refused("ec.pem", "ec.pem", "STILE_TLS_KEY", "must be PEM with a PRIVATE KEY", "openssl pkcs8");
    refused("nowhere.pem", "ec.key", "STILE_TLS_CERTIFICATE", "cannot be read");
    Files.write(folder.resolve("long.pem"), new byte[300 * 1024]);
    refused("long.pem", "ec.key", "too long");
    Files.write(folder.resolve("bytes.key"), new byte[] {(byte) 0xff, 0, 1});
    refused("ec.pem", "bytes.key", "STILE_TLS_KEY");
  }

  private void refused(String certificate, String key, String... words) {
    assertThatThrownBy(() -> with(certificate, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void a_proxy_is_named_by_address_or_network() {
    assertThat(
            CenterSettings.of(Map.of("STILE_PROXIES", "127.0.0.1,10.0.0.0/8,::1,fd00::/8"))
                .proxies())
        .isEqualTo(List.of("127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"));
    for (String wrong : List.of("proxy.example", "127.0.0.1, 10.0.0.1", "1", "10.0.0.0/", ",")) {
      assertThatThrownBy(() -> CenterSettings.of(Map.of("STILE_PROXIES", wrong)))
          .hasMessageContaining("STILE_PROXIES");
    }
  }
}
