package org.stile.center.tenancy;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/**
 * One route of the running center, from the table that requests are matched against: what is not in
 * it cannot be called.
 *
 * @param path with parameters as {name}.
 * @param scopes any of them lets a caller in.
 */
record Route(String verb, String path, Method method, Access access, Set<String> scopes) {
  private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z]+)}");

  /** Who may call, as the annotations say. */
  enum Access {
    SCOPES,
    ANY_ACCOUNT,
    ANYBODY,
    UNSAID
  }

  /** All routes, in the order of their paths. */
  static List<Route> all() {
    var routes = new ArrayList<Route>();
    RuntimeResourceVisitor.visitRuntimeResources(
        "",
        ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
        new RuntimeResourceVisitor() {
          @Override
          public void visitRuntimeResource(String verb, String path, RuntimeResource resource) {
            routes.add(of(resource.getHttpMethod(), path, resource.getLazyMethod().getMethod()));
          }
        });
    routes.sort(Comparator.comparing(Route::path).thenComparing(Route::verb));
    return routes;
  }

  private static Route of(String verb, String template, Method method) {
    String path = ("/" + withoutPatterns(template)).replaceAll("/+", "/");
    path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    var roles = annotation(method, RolesAllowed.class);
    if (roles.isPresent()) {
      return new Route(
          verb, path, method, Access.SCOPES, new TreeSet<>(Set.of(roles.get().value())));
    }
    if (annotation(method, Authenticated.class).isPresent()) {
      return new Route(verb, path, method, Access.ANY_ACCOUNT, Set.of());
    }
    boolean open = annotation(method, PermitAll.class).isPresent();
    return new Route(verb, path, method, open ? Access.ANYBODY : Access.UNSAID, Set.of());
  }

  /** Of the method; of its class only if the method says nothing of its own. */
  private static <A extends Annotation> Optional<A> annotation(Method method, Class<A> type) {
    boolean own =
        method.isAnnotationPresent(RolesAllowed.class)
            || method.isAnnotationPresent(Authenticated.class)
            || method.isAnnotationPresent(PermitAll.class)
            || method.isAnnotationPresent(DenyAll.class);
    return Optional.ofNullable(
        own ? method.getAnnotation(type) : method.getDeclaringClass().getAnnotation(type));
  }

  /** "{version: \d{1,16}}" becomes "{version}". */
  private static String withoutPatterns(String template) {
    var plain = new StringBuilder();
    int depth = 0;
    boolean pattern = false;
    for (char c : template.toCharArray()) {
      depth += c == '{' ? 1 : 0;
      if (depth == 1 && c == ':') {
        pattern = true;
      }
      if (c == '}' && depth == 1) {
        pattern = false;
      }
      if (!pattern && !(depth > 0 && c == ' ')) {
        plain.append(c);
      }
      depth -= c == '}' ? 1 : 0;
    }
    return plain.toString();
  }

  /** Names of the path's parameters. */
  List<String> parameters() {
    return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
  }

  boolean api() {
    return path.startsWith("/api/");
  }

  boolean reads() {
    return verb.equals("GET") || verb.equals("HEAD");
  }

  @Override
  public String toString() {
    return verb + " " + path;
  }
}
