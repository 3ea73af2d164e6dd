package org.stile.center.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the series of /q/metrics as many as the center has routes: what a client makes up, a path
 * that takes no such method or a method of its own, is counted under one name. Any thread.
 */
final class BoundedTags {
  private static final String REQUESTS = "http.server.requests";
  private static final String OTHER = "OTHER";

  /** RFC 9110 §9.3, and PATCH (RFC 5789). */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /** What Quarkus says where there is no route. */
  private static final Set<String> NO_ROUTE = Set.of("NOT_FOUND", "REDIRECTION", "UNKNOWN", "root");

  private static @Nullable volatile Set<String> routes;

  private BoundedTags() {}

  @Produces
  @Singleton
  static MeterFilter filter() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals(REQUESTS) ? id.replaceTags(bounded(id.getTags())) : id;
      }
    };
  }

  private static List<Tag> bounded(List<Tag> tags) {
    var bounded = new ArrayList<Tag>();
    for (Tag tag : tags) {
      boolean known =
          switch (tag.getKey()) {
            case "uri" -> NO_ROUTE.contains(tag.getValue()) || routes().contains(tag.getValue());
            case "method" -> METHODS.contains(tag.getValue());
            default -> true;
          };
      bounded.add(known ? tag : Tag.of(tag.getKey(), OTHER));
    }
    return bounded;
  }

  private static Set<String> routes() {
    Set<String> known = routes;
    if (known == null) {
      known = table();
      routes = known;
    }
    return known;
  }

  /** The table that requests are matched against, which is there before the first request. */
  private static Set<String> table() {
    var paths = new TreeSet<String>();
    RuntimeResourceVisitor.visitRuntimeResources(
        "",
        ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
        new RuntimeResourceVisitor() {
          @Override
          public void visitRuntimeResource(String verb, String path, RuntimeResource resource) {
            paths.add(normal(path));
          }
        });
    return Set.copyOf(paths);
  }

  /** As Quarkus writes it into the tag: one slash before each part, none at the end. */
  private static String normal(String path) {
    String single = ("/" + path).replaceAll("/+", "/");
    return single.length() > 1 && single.endsWith("/")
        ? single.substring(0, single.length() - 1)
        : single;
  }
}
