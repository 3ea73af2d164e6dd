package org.stile.system;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of docs/house-plan.md, as far as the module system does not enforce them already. */
class ArchitectureTest {
  private static JavaClasses house;

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.stile");
  }

  @Test
  void the_core_touches_no_file_socket_thread_or_clock() {
    noClasses()
        .that()
        .resideInAPackage("org.stile.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "java.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.lang.foreign..",
            "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(house);
  }

  @Test
  void only_mains_read_the_clock() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Main")
        .and()
        .resideOutsideOfPackage("org.stile.system..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(house);
  }

  @Test
  void drivers_know_of_chips_only_the_channel() {
    noClasses()
        .that()
        .resideInAPackage("org.stile.drivers..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.stile.chips",
            "org.stile.chips.desfire..",
            "org.stile.chips.crypto..",
            "org.stile.core.admission..",
            "org.stile.core.master..",
            "org.stile.core.ticket..")
        .check(house);
  }

  @Test
  void the_gate_has_no_network_code() {
    noClasses()
        .that()
        .resideInAnyPackage("org.stile.gate..", "org.stile.drivers..", "org.stile.chips..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..")
        .check(house);
  }

  @Test
  void packages_form_no_cycle() {
    slices()
        .matching("org.stile.(**)")
        .should()
        .beFreeOfCycles()
        // A main may start anything; nothing depends on it.
        .ignoreDependency(name("org.stile.center.CenterMain"), alwaysTrue())
        .check(house);
  }

  @Test
  void the_center_knows_of_the_house_only_tickets_and_chips() {
    noClasses()
        .that()
        .resideInAPackage("org.stile.center..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.stile.drivers..",
            "org.stile.cache..",
            "org.stile.gate..",
            "org.stile.simulator..",
            "org.stile.sync..",
            "org.stile.system..")
        .check(house);
  }

  @Test
  void nobody_in_the_house_needs_the_center() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.stile.center..", "org.stile.system..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.stile.center..")
        .check(house);
  }

  @Test
  void the_center_draws_chance_only_where_it_begins() {
    noClasses()
        .that()
        .resideInAPackage("org.stile.center..")
        .and()
        .haveSimpleNameNotEndingWith("Main")
        .and()
        .haveSimpleNameNotEndingWith("Commands")
        .and()
        .doNotHaveSimpleName("Clocks")
        .and()
        .doNotHaveSimpleName("EmbeddedDatabase")
        .should()
        .callConstructor(SecureRandom.class)
        .check(house);
  }
}
