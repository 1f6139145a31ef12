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

/** Where Alertmanager's webhook sends its notifications. */
@Path("/v1/alerts/webhook")
@Tag(name = "alerts")
public class WebhookResource {

    private final Delivery delivery;
    private final ReceivedSettings settings;

    WebhookResource(Delivery delivery, ReceivedSettings settings) {
        this.delivery = delivery;
        this.settings = settings;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take a notification of Alertmanager's webhook",
            description =
                    "Version 4. Each alert becomes one here, whichever groups and routes bring it; what is sent again"
                            + " changes nothing. The label hostmesh_server says which server an alert is about. Alerts"
                            + " with wrong fields are refused, the rest of the notification is taken.")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "200", description = "All of it is taken.")
    @CommonRefusals({CommonProblem.ACCOUNT_REQUIRED, CommonProblem.NOT_FOR_SERVERS})
    @Refuses(Refusal.TOO_MANY_ALERTS)
    public Uni<Response> take(byte[] body) {
        return delivery.take(body, ReceivedReader::webhook, new Manner(settings.webhookResolveTimeout(), false));
    }
}
