package io.hostmesh.monitoring.received;

import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.monitoring.received.ReceivedDecider.Manner;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where Prometheus and vmalert send their alerts, in place of an Alertmanager. */
@Path("/v1/alertmanager/api/v2/alerts")
@Tag(name = "alerts")
public class AlertmanagerResource {

    private final Delivery delivery;
    private final ReceivedSettings settings;

    AlertmanagerResource(Delivery delivery, ReceivedSettings settings) {
        this.delivery = delivery;
        this.settings = settings;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take alerts in the way of Alertmanager",
            description = "For a Prometheus or vmalert that names Hostmesh as its Alertmanager: the gateway takes"
                    + " /api/v2/alerts for this path, so that no path prefix is needed. What is sent again changes"
                    + " nothing; what is not sent again is over at its endsAt. The label hostmesh_server says"
                    + " which server an alert is about. Alerts with wrong fields are refused, the rest of the"
                    + " delivery is taken.")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.ARRAY)))
    @APIResponse(responseCode = "200", description = "All of it is taken.")
    @CommonRefusals({CommonProblem.ACCOUNT_REQUIRED, CommonProblem.NOT_FOR_SERVERS})
    @Refuses(Refusal.TOO_MANY_ALERTS)
    public Uni<Response> post(byte[] body) {
        return delivery.take(body, ReceivedReader::posted, new Manner(settings.resolveTimeout(), true));
    }
}
