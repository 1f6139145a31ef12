package io.hostmesh.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Keeps the calls that the gateway answers itself, before the answer leaves. */
class OwnCallAudit {

    private static final Logger LOG = Logger.getLogger(OwnCallAudit.class);

    private final Auditor auditor;
    private final CallerContext callers;
    private final ObjectMapper json;

    OwnCallAudit(Auditor auditor, CallerContext callers, ObjectMapper json) {
        this.auditor = auditor;
        this.callers = callers;
        this.json = json;
    }

    @ServerResponseFilter
    Uni<Void> keep(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getRequestUri().getRawPath();
        if (!path.startsWith("/v1/") || !callers.hasCaller() || !AuditedCall.isKept(request.getMethod(), path)) {
            return Uni.createFrom().voidItem();
        }
        AuditedCall call =
                new AuditedCall(callers.caller(), callers.cause(), request.getMethod(), path, response.getStatus());
        return auditor.keep(call).onFailure().recoverWithItem(failure -> {
            LOG.errorf(failure, "call not audited correlationId=%s path=%s", callers.correlationId(), path);
            refuse(response);
            return null;
        });
    }

    private void refuse(ContainerResponseContext response) {
        Problem problem = AuditProblem.unavailable();
        response.setStatus(problem.status());
        response.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, "1");
        try {
            response.setEntity(
                    json.writeValueAsString(problem), new Annotation[0], MediaType.valueOf(Problem.MEDIA_TYPE));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a problem that can be written as JSON", e);
        }
    }
}
