package io.hostmesh.kit.correlation;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Takes the correlation id of a request from its header or makes one, and puts it into the logs and the answer. */
class CorrelationFilter {

    private static final String MDC_KEY = "correlationId";
    private static final String TRACEPARENT = "traceparent";
    private static final int BEFORE_EVERYTHING = 100;

    private final Correlation correlation;
    private final RequestId requestId;

    CorrelationFilter(Correlation correlation, RequestId requestId) {
        this.correlation = correlation;
        this.requestId = requestId;
    }

    @ServerRequestFilter(preMatching = true)
    @Priority(BEFORE_EVERYTHING)
    void begin(ContainerRequestContext request) {
        String id = requestId.of(request.getHeaderString(RequestId.HEADER));
        correlation.begin(id, request.getHeaderString(TRACEPARENT));
        MDC.put(MDC_KEY, id);
    }

    @ServerResponseFilter
    void answer(ContainerResponseContext response) {
        if (correlation.begun()) {
            response.getHeaders().putSingle(RequestId.HEADER, correlation.id());
        }
    }
}
