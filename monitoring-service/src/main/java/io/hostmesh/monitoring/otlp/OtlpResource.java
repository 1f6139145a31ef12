package io.hostmesh.monitoring.otlp;

import com.google.protobuf.Message;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.ingest.SeriesInPieces;
import io.hostmesh.monitoring.ingest.SeriesLog;
import io.hostmesh.monitoring.ingest.Unpacking;
import io.hostmesh.monitoring.ingest.Unpacking.UnpackingException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes metrics as OpenTelemetry's exporters and collectors send them over HTTP. */
@Path("/v1/metrics/otlp/v1/metrics")
@Tag(name = "metrics")
public class OtlpResource {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNAVAILABLE = 14;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final CallerContext context;
    private final SeriesLog log;
    private final int maximumBytes;
    private final Counter refusedPoints;

    OtlpResource(
            CallerContext context,
            SeriesLog log,
            MeterRegistry meters,
            @ConfigProperty(name = "hostmesh.series.maximum-uncompressed-bytes") int maximumBytes) {
        this.context = context;
        this.log = log;
        this.maximumBytes = maximumBytes;
        this.refusedPoints = meters.counter("hostmesh.ingest.otlp.points.refused");
    }

    /** Not on an event loop: a body of megabytes takes its time to read. */
    @POST
    @Blocking
    @Operation(
            summary = "Push metrics with OTLP over HTTP",
            description = "Protobuf or JSON, plain or with gzip. What is wrong or over a limit is refused and told as a"
                    + " partial success, the rest is kept. Samples of a server are known by its token, or by the"
                    + " resource attribute hostmesh.server.")
    @RequestBody(content = {@Content(mediaType = PROTOBUF), @Content(mediaType = JSON)})
    @APIResponse(
            responseCode = "200",
            description = "An ExportMetricsServiceResponse in the format of the request.",
            content = {@Content(mediaType = PROTOBUF), @Content(mediaType = JSON)})
    @APIResponse(
            responseCode = "400",
            description = "A google.rpc.Status in the format of the request: the body cannot be read.",
            content = {@Content(mediaType = PROTOBUF), @Content(mediaType = JSON)})
    @APIResponse(
            responseCode = "413",
            description = "A google.rpc.Status: the body is larger once unpacked than is taken at once.",
            content = {@Content(mediaType = PROTOBUF), @Content(mediaType = JSON)})
    @APIResponse(
            responseCode = "415",
            description = "A google.rpc.Status: the Content-Encoding is neither gzip nor none.",
            content = {@Content(mediaType = PROTOBUF), @Content(mediaType = JSON)})
    @APIResponse(
            responseCode = "503",
            description =
                    "A google.rpc.Status: nothing can be stored now; repeat the request after the time in Retry-After.",
            content = {@Content(mediaType = PROTOBUF), @Content(mediaType = JSON)})
    @CommonRefusals({CommonProblem.ACCOUNT_REQUIRED, CommonProblem.UNSUPPORTED_MEDIA_TYPE})
    public Uni<Response> export(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String contentEncoding,
            byte[] body) {
        OtlpFormat format = OtlpFormat.of(contentType);
        if (format == null) {
            throw Problems.refusal(
                    CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                    "Expected application/x-protobuf or application/json, got " + contentType + ".");
        }
        Caller caller = context.caller();
        SeriesInPieces pieces =
                new SeriesInPieces(log, caller.requireAccount(), caller.serverId(), context.correlationId());
        OtlpRefusals refusals = new OtlpRefusals();
        try {
            ExportMetricsServiceRequest request = format.read(Unpacking.unpack(body, contentEncoding, maximumBytes));
            new OtlpTranslation(pieces, refusals).translate(request);
        } catch (UnpackingException packed) {
            return Uni.createFrom().item(status(format, packed.status(), INVALID_ARGUMENT, packed.getMessage()));
        } catch (MalformedOtlpException malformed) {
            return Uni.createFrom().item(status(format, 400, INVALID_ARGUMENT, malformed.getMessage()));
        }
        return pieces.store()
                .map(stored -> {
                    if (stored.refused() > 0) {
                        refusals.refuse(stored.refused(), stored.reasons());
                    }
                    refusedPoints.increment((double) refusals.points());
                    return answer(format, refusals);
                })
                .onFailure(ProblemException.class)
                .recoverWithItem(failure -> refusal(format, failure));
    }

    private static Response answer(OtlpFormat format, OtlpRefusals refusals) {
        ExportMetricsServiceResponse.Builder answer = ExportMetricsServiceResponse.newBuilder();
        if (refusals.points() > 0) {
            answer.getPartialSuccessBuilder()
                    .setRejectedDataPoints(refusals.points())
                    .setErrorMessage(refusals.message());
        }
        Message message = answer.build();
        return Response.ok(format.write(message), format.mediaType()).build();
    }

    private static Response refusal(OtlpFormat format, ProblemException refusal) {
        int status = refusal.problem().status();
        return status(
                format,
                status,
                status == 503 ? UNAVAILABLE : INVALID_ARGUMENT,
                refusal.problem().detail());
    }

    private static Response status(OtlpFormat format, int status, int code, @Nullable String message) {
        Response.ResponseBuilder answer = Response.status(status)
                .type(format.mediaType())
                .entity(format.writeStatus(code, String.valueOf(message)));
        return status == 503
                ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build()
                : answer.build();
    }
}
