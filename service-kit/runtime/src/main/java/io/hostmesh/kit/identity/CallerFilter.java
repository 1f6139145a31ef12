package io.hostmesh.kit.identity;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets nobody unknown to a resource under {@code /v1/}. */
class CallerFilter {

    private static final String PROTECTED = "/v1/";
    private static final String ACTING_FOR = "Hostmesh-Account";

    private final Authenticator authenticator;
    private final CallerContext context;

    CallerFilter(Authenticator authenticator, CallerContext context) {
        this.authenticator = authenticator;
        this.context = context;
    }

    @ServerRequestFilter
    @Priority(Priorities.AUTHENTICATION)
    Uni<@Nullable Response> authenticate(ContainerRequestContext request) {
        if (!request.getUriInfo().getRequestUri().getPath().startsWith(PROTECTED)) {
            return Uni.createFrom().nullItem();
        }
        return authenticator
                .authenticate(request.getHeaderString(HttpHeaders.AUTHORIZATION), request.getHeaderString(ACTING_FOR))
                .invoke(context::authenticated)
                .replaceWith(Uni.createFrom().nullItem());
    }
}
