package taskloom.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import taskloom.engine.Caller;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// The front of the HTTP half: who is let in, common headers, the routes, and an answer in JSON for
/// whatever fails or is not there.
public final class Front {
  private static final Header NOSNIFF =
      HeaderValues.createCached("X-Content-Type-Options", "nosniff");
  private static final Header NO_REFERRER =
      HeaderValues.createCached("Referrer-Policy", "no-referrer");
  private static final Header NO_CONTENT =
      HeaderValues.createCached(
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  private static final Header VARY_ORIGIN = HeaderValues.createCached(HeaderNames.VARY, "Origin");
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /// The largest body of any route: an upload of 100 MB and what multipart puts around it.
  private static final long MAX_PAYLOAD_BYTES = 110L << 20;

  /// Helidon's own bounds, as told to those who pass them.
  static final int MAX_REQUEST_LINE_BYTES = 4_096;

  static final int MAX_HEADERS_BYTES = 16_384;

  /// What a page of another origin may read of an answer, beside what every page may.
  private static final String EXPOSED =
      "Content-Disposition, ETag, Idempotency-Replayed, Location, Retry-After";

  private record Known(PathMatcher path, Method method) {}

  private final Callers callers;
  private final Deadlines deadlines;
  private final Duration limit;
  private final MemoryBudget budget;
  private final OwnerPlaces places;
  private final List<Route> routes;
  private final List<Known> known;

  /// @param limit how long a request may take, from its headers to the last byte of its answer;
  ///   event streams have their own
  /// @param budget what requests may hold of the heap
  /// @param places how many requests an owner may have under way
  /// @param routes in order of precedence where two paths match
  public Front(
      Callers callers,
      Deadlines deadlines,
      Duration limit,
      MemoryBudget budget,
      OwnerPlaces places,
      List<Route> routes) {
    this.callers = callers;
    this.deadlines = deadlines;
    this.limit = limit;
    this.budget = budget;
    this.places = places;
    this.routes = List.copyOf(routes);
    this.known =
        routes.stream()
            .map(route -> new Known(PathMatchers.create(route.path()), route.method()))
            .toList();
  }

  /// Adds the routes, and the answers for requests that reach none.
  public void install(WebServerConfig.Builder server) {
    server
        .maxPayloadSize(MAX_PAYLOAD_BYTES)
        .directHandlers(Failures.beforeRouting())
        .routing(this::install);
  }

  private void install(HttpRouting.Builder routing) {
    routing.addFilter(this::filter);
    for (var route : routes) {
      var handler = handler(route);
      routing.route(route.method(), route.path(), handler);
      if (Method.GET.equals(route.method())) {
        routing.route(Method.HEAD, route.path(), handler);
      }
    }
    routing
        .any(answering(this::nothingHere))
        .error(
            Throwable.class,
            (request, response, failure) -> {
              prepare(request, response);
              Failures.answer(request, response, failure);
            });
  }

  private Handler handler(Route route) {
    var handler =
        switch (route) {
          case Route.Open open -> open.handler();
          case Route.Owned owned -> forOwners(owned.handler());
          case Route.Linked linked -> forLinks(linked);
        };
    return answering(handler);
  }

  /// Whatever fails is answered here: where Helidon calls an error handler, a client that is gone
  /// by then becomes a warning.
  private Handler answering(Handler handler) {
    return (request, response) -> {
      try {
        handler.handle(request, response);
      } catch (RequestException e) {
        // The platform's own, which knows how to answer it.
        throw e;
      } catch (Exception e) {
        if (Failures.isGone(e) || !((RoutingResponse) response).resetStream()) {
          throw Failures.ended(e);
        }
        prepare(request, response);
        Failures.answer(request, response, e);
      }
    };
  }

  private Handler forOwners(OwnedHandler handler) {
    return (request, response) -> handler.handle(known(callers.of(request)), request, response);
  }

  private Handler forLinks(Route.Linked route) {
    return (request, response) ->
        route
            .handler()
            .handle(
                known(route.link().apply(request).orElseGet(() -> callers.of(request))),
                request,
                response);
  }

  private static Caller known(Caller caller) {
    RequestMemory.belongsTo(caller.owner());
    return caller;
  }

  private void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    prepare(request, response);
    try (var _ = deadlines.within(limit);
        var memory =
            new RequestMemory(
                budget, places, MemoryBudget.peer(request.remotePeer().host()))) {
      callers.admitPeer(request.remotePeer().address());
      callers.admit(request.headers(), !SAFE.contains(request.prologue().method().text()));
      Params.requireDecodable(request.query());
      memory.during(chain::proceed);
    } catch (Refusal refusal) {
      Failures.answer(request, response, refusal);
    }
    // Helidon says that it closes the connection and goes on reading from it: what is left of the
    // body would be taken for the next request.
    if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)
        || Answers.leavesMuchUnread(request)) {
      throw new CloseConnectionException("the answer was the connection's last");
    }
  }

  /// Headers every answer has. Closed by default: a handler that may be cached, shown in a page or
  /// shared says so itself.
  private void prepare(ServerRequest request, ServerResponse response) {
    response.header(NOSNIFF).header(NO_REFERRER).header(NO_CONTENT).header(NO_STORE);
    var sharedWith = callers.sharedWith(request.headers());
    if (sharedWith.isPresent()) {
      response
          .header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, sharedWith.get())
          .header(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
          .header(VARY_ORIGIN);
    }
  }

  /// No route of this path and method: says which methods there are, or that there is nothing.
  private void nothingHere(ServerRequest request, ServerResponse response) {
    var path = request.prologue().uriPath();
    var methods = new TreeSet<String>();
    for (var each : known) {
      if (each.path().match(path).accepted()) {
        methods.add(each.method().text());
        if (Method.GET.equals(each.method())) {
          methods.add(Method.HEAD.text());
        }
      }
    }
    if (methods.isEmpty()) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this address");
    }
    var allow = String.join(", ", methods);
    if (Method.OPTIONS.equals(request.prologue().method())) {
      options(request, response, allow);
    } else {
      response.header(HeaderNames.ALLOW, allow);
      Failures.answer(
          request,
          response,
          new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This address answers " + allow + " only"));
    }
  }

  /// What an address can do; to a page of a listed origin, what it may do (CORS preflight).
  private void options(ServerRequest request, ServerResponse response, String allow) {
    response.status(Status.NO_CONTENT_204).header(HeaderNames.ALLOW, allow);
    if (callers.sharedWith(request.headers()).isPresent()) {
      response
          .header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, allow)
          .header(
              HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
              "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer")
          .header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
    }
    response.send();
  }
}
