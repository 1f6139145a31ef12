package io.hostmesh.monitoring.received;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.received.ReceivedDecider.Manner;
import io.hostmesh.monitoring.refusal.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;

/** What both ways in have in common: who may, what is wrong, and the answer. */
@ApplicationScoped
class Delivery {

    private final ReceivedHandler handler;
    private final ReceivedSettings settings;
    private final CallerContext context;
    private final ObjectMapper json;
    private final Clock clock;
    private final Counter accepted;
    private final Counter wrong;
    private final Counter tooMany;

    Delivery(
            ReceivedHandler handler,
            ReceivedSettings settings,
            CallerContext context,
            ObjectMapper json,
            Clock clock,
            MeterRegistry meters) {
        this.handler = handler;
        this.settings = settings;
        this.context = context;
        this.json = json;
        this.clock = clock;
        this.accepted = meters.counter("hostmesh.received.alerts.accepted");
        this.wrong = meters.counter("hostmesh.received.alerts.refused", "reason", "wrong");
        this.tooMany = meters.counter("hostmesh.received.alerts.refused", "reason", "too-many-alerts");
    }

    /** Takes what is right of a body, and then says what is not. */
    Uni<Response> take(byte[] body, BiFunction<ReceivedReader, JsonNode, List<Received>> form, Manner manner) {
        Caller caller = context.caller();
        caller.refuseServers();
        String accountId = caller.requireAccount();
        ReceivedReader reader = new ReceivedReader(clock.instant(), ReceivedBounds.of(settings));
        List<Received> alerts = form.apply(reader, parsed(body));
        Uni<Integer> taken =
                alerts.isEmpty() ? Uni.createFrom().item(0) : handler.take(accountId, alerts, manner, context.cause());
        return taken.map(refused -> {
            accepted.increment((double) alerts.size() - refused);
            wrong.increment(reader.wrong());
            tooMany.increment(refused);
            return answer(reader, refused);
        });
    }

    private Response answer(ReceivedReader reader, int refused) {
        if (!reader.errors().isEmpty()) {
            throw Problems.invalid(reader.errors());
        }
        if (refused > 0) {
            throw Problems.refusal(
                    Refusal.TOO_MANY_ALERTS,
                    "The account has as many alerts of other systems that go on as it may have ("
                            + settings.maximumFiringPerAccount() + "): " + refused
                            + " of the delivery are refused, the others taken.");
        }
        return Response.ok().build();
    }

    private JsonNode parsed(byte[] body) {
        try {
            JsonNode read = json.readTree(body);
            return read == null ? MissingNode.getInstance() : read;
        } catch (IOException e) {
            throw Problems.refusal(CommonProblem.MALFORMED_JSON, "The body is no JSON.");
        }
    }
}
