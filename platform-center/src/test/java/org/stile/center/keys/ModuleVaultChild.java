package org.stile.center.keys;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Opens the module's vault in a process of its own and does one thing. */
final class ModuleVaultChild {
  private ModuleVaultChild() {}

  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    try {
      Vault vault = ModuleVault.open(Path.of(words.get(0)), words.get(1));
      System.out.println(ModuleVaultTest.act(vault, words.subList(2, words.size())));
    } catch (VaultException e) {
      System.out.println("VaultException: " + e.getMessage());
    }
  }
}
