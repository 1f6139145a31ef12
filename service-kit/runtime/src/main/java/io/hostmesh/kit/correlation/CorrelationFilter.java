package io.hostmesh.kit.correlation;

import io.hostmesh.kit.id.Ids;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Takes the correlation id of a request from its header or makes one, and puts it into the logs and the answer. */
class CorrelationFilter {

    static final String HEADER = "X-Request-Id";

    private static final String MDC_KEY = "correlationId";
    private static final String TRACEPARENT = "traceparent";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    private static final int BEFORE_EVERYTHING = 100;

    private final Correlation correlation;
    private final Ids ids;

    CorrelationFilter(Correlation correlation, Ids ids) {
        this.correlation = correlation;
        this.ids = ids;
    }

    @ServerRequestFilter(preMatching = true)
    @Priority(BEFORE_EVERYTHING)
    void begin(ContainerRequestContext request) {
        String requested = request.getHeaderString(HEADER);
        String id = requested != null && WELL_FORMED.matcher(requested).matches() ? requested : ids.next("req");
        correlation.begin(id, request.getHeaderString(TRACEPARENT));
        MDC.put(MDC_KEY, id);
    }

    @ServerResponseFilter
    void answer(ContainerResponseContext response) {
        if (correlation.begun()) {
            response.getHeaders().putSingle(HEADER, correlation.id());
        }
    }
}
