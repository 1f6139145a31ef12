package io.hostmesh.monitoring.ingest;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.sample.SampleBatch;
import io.hostmesh.monitoring.series.Admission;
import io.hostmesh.monitoring.series.SeriesBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes samples. */
@Path("/v1/metrics")
@Tag(name = "metrics")
public class MetricsResource {

    private final CallerContext context;
    private final SampleLog log;
    private final SeriesLog series;
    private final Membership membership;
    private final PushLimits limits;
    private final Clock clock;
    private final Counter accepted;

    MetricsResource(
            CallerContext context,
            SampleLog log,
            SeriesLog series,
            Membership membership,
            PushLimits limits,
            Clock clock,
            MeterRegistry meters) {
        this.context = context;
        this.log = log;
        this.series = series;
        this.membership = membership;
        this.limits = limits;
        this.clock = clock;
        this.accepted = meters.counter("hostmesh.ingest.samples.accepted");
    }

    /** 204 means that every sample is durable. Of a server's own samples all are taken or none. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Push samples of a server, or of series of the account",
            description = "With a server's token, or an API key and the id of a server, samples without labels are that"
                    + " server's: taken whole or refused whole. Samples with labels, and those of an API key without a"
                    + " server, are of series of the account: what is over a limit is refused with 400, the rest kept.")
    @RequestBody(content = @Content(schema = @Schema(implementation = PushRequest.class)))
    @APIResponse(responseCode = "204", description = "All of it is kept.")
    @CommonRefusals({CommonProblem.ACCOUNT_REQUIRED, CommonProblem.NOT_FOR_SERVERS, CommonProblem.NOT_FOUND})
    @Refuses({Refusal.SAMPLES_REFUSED, Refusal.BODY_TOO_LARGE})
    public Uni<Void> push(byte[] body) {
        Caller caller = context.caller();
        String correlationId = context.correlationId();
        Instant now = clock.instant();
        PushReader push = new PushReader(limits, now);
        List<FieldError> errors = read(push, body);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        if (isOfSeries(caller, push)) {
            return seriesOf(caller, push, correlationId);
        }
        return senderOf(caller, push)
                .chain(sender -> log.append(batch(push, sender, correlationId, now)))
                .invoke(() -> accepted.increment(push.size));
    }

    private static List<FieldError> read(PushReader push, byte[] body) {
        try {
            return push.read(body);
        } catch (IOException notJson) {
            throw Problems.refusal(CommonProblem.MALFORMED_JSON, "The body is no JSON.");
        }
    }

    private static boolean isOfSeries(Caller caller, PushReader push) {
        if (push.server == null) {
            return push.labels != null || caller.kind() != Caller.Kind.SERVER;
        }
        if (push.labels != null) {
            throw Problems.invalid(List.of(new FieldError(
                    "server", "must not be given with labels: the label hostmesh_server says which server it is")));
        }
        return false;
    }

    private Uni<Void> seriesOf(Caller caller, PushReader push, String correlationId) {
        SeriesBatch.Builder batch = new SeriesBatch.Builder(caller.requireAccount(), caller.serverId(), correlationId);
        for (int index = 0; index < push.size; index++) {
            batch.add(push.seriesOf(index), push.takenAt[index] / 1_000, push.values[index]);
        }
        return series.append(batch.build())
                .invoke(MetricsResource::requireWhole)
                .replaceWithVoid();
    }

    private static void requireWhole(Admission admission) {
        if (!admission.refused().isEmpty()) {
            throw new ProblemException(admission.problem());
        }
    }

    private record Sender(
            String serverId,
            @Nullable String groupId,
            @Nullable String accountId) {}

    /** A server speaks for itself only, by its token; a key speaks for the servers of its account. */
    private Uni<Sender> senderOf(Caller caller, PushReader push) {
        String named = push.server;
        if (caller.kind() == Caller.Kind.SERVER) {
            String serverId = Objects.requireNonNull(caller.serverId(), "a server's token names its server");
            if (named != null && !named.equals(serverId)) {
                throw Problems.refusal(
                        CommonProblem.NOT_FOR_SERVERS, "A server's token may push samples of that server only.");
            }
            return Uni.createFrom().item(new Sender(serverId, caller.groupId(), caller.accountId()));
        }
        if (named == null) {
            throw new IllegalArgumentException("expected a server, or samples of series");
        }
        return membership.ownerOfServer(named).chain(owner -> {
            if (owner.isEmpty() || !caller.canSee(owner.get().accountId())) {
                throw Problems.notFound("server", named);
            }
            return membership
                    .groupOfServer(named)
                    .map(group ->
                            new Sender(named, group.orElse(null), owner.get().accountId()));
        });
    }

    private static SampleBatch batch(PushReader push, Sender sender, String correlationId, Instant now) {
        SampleBatch.Builder batch =
                new SampleBatch.Builder(sender.serverId(), sender.groupId(), sender.accountId(), correlationId);
        for (int index = 0; index < push.size; index++) {
            batch.add(push.metrics[index], push.takenAt[index], push.values[index]);
        }
        return batch.build(Micros.of(now));
    }
}
