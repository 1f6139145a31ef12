package io.hostmesh.monitoring.ingest;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.hostmesh.monitoring.series.Admission;
import io.hostmesh.monitoring.series.MalformedBodyException;
import io.hostmesh.monitoring.series.SeriesDoor.Format;
import io.hostmesh.monitoring.series.SeriesDoor.Sender;
import io.hostmesh.monitoring.series.TooLargeBodyException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes series from Prometheus and whoever else speaks its remote write protocol, 1.0 and 2.0. */
@Path("/v1/metrics/write")
@Tag(name = "metrics")
public class RemoteWriteResource {

    private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

    private final CallerContext context;
    private final SeriesLog log;

    RemoteWriteResource(CallerContext context, SeriesLog log) {
        this.context = context;
        this.log = log;
    }

    /** 204 where all is kept, 400 where some of it is refused; what is good is durable in both cases. */
    @POST
    @Operation(
            summary = "Push series with the Prometheus remote write protocol",
            description = "Versions 1.0 and 2.0. What is over a limit is refused, the rest is kept. Samples of a server"
                    + " are known by its token, or by the label hostmesh_server.")
    @RequestBody(content = @Content(mediaType = "application/x-protobuf"))
    @APIResponse(responseCode = "204", description = "All of it is kept.")
    @CommonRefusals({CommonProblem.ACCOUNT_REQUIRED, CommonProblem.UNSUPPORTED_MEDIA_TYPE})
    @Refuses({Refusal.SAMPLES_REFUSED, Refusal.MALFORMED_BODY, Refusal.BODY_TOO_LARGE})
    public Uni<Response> write(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String contentEncoding,
            byte[] body) {
        Format format = RemoteWriteFormat.of(contentType, contentEncoding);
        if (format == null) {
            throw Problems.refusal(
                    CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                    "Expected application/x-protobuf, alone or with proto=prometheus.WriteRequest or"
                            + " proto=io.prometheus.write.v2.Request, compressed with snappy; got " + contentType
                            + " compressed with " + contentEncoding + ".");
        }
        Caller caller = context.caller();
        Sender sender = new Sender(caller.requireAccount(), caller.serverId(), context.correlationId());
        Uni<Admission> stored;
        try {
            stored = log.append(sender, format, body);
        } catch (TooLargeBodyException tooLarge) {
            throw Problems.refusal(Refusal.BODY_TOO_LARGE, "The body is too large: " + tooLarge.getMessage() + ".");
        } catch (MalformedBodyException malformed) {
            throw Problems.refusal(Refusal.MALFORMED_BODY, "The body cannot be read: " + malformed.getMessage() + ".");
        }
        return stored.map(admission -> answer(format, admission));
    }

    private static Response answer(Format format, Admission admission) {
        Response.ResponseBuilder answer = admission.refused().isEmpty()
                ? Response.noContent()
                : Response.status(400).type(Problem.MEDIA_TYPE).entity(admission.problem());
        if (format == Format.REMOTE_WRITE_2) {
            answer.header(WRITTEN.formatted("Samples"), admission.accepted())
                    .header(WRITTEN.formatted("Histograms"), 0)
                    .header(WRITTEN.formatted("Exemplars"), 0);
        }
        return answer.build();
    }
}
