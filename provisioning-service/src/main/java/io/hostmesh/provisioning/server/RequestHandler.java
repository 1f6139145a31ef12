package io.hostmesh.provisioning.server;

import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** Has what customers ask for done: in one transaction, once for one Idempotency-Key, with the reconciler told of it. */
@ApplicationScoped
public class RequestHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final ServerWork work;

    RequestHandler(Transactions transactions, Idempotency idempotency, ServerWork work) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.work = work;
    }

    /**
     * Has the effect of a POST, or repeats the reply of the time it was had.
     *
     * @param body what was sent, or null
     */
    public Uni<Response> post(Asked asked, String path, Object body, Function<Mutiny.Session, Uni<Reply>> effect) {
        String fingerprint = idempotency.fingerprint("POST", path, body);
        return transactions
                .inTransaction(session -> idempotency.once(
                        session, asked.caller(), asked.idempotencyKey(), fingerprint, () -> effect.apply(session)))
                .invoke(work::wake);
    }

    /** Has the effect of a request that can be repeated without harm. */
    public Uni<Response> repeatable(Function<Mutiny.Session, Uni<Reply>> effect) {
        return transactions.inTransaction(effect).invoke(work::wake).map(reply -> {
            Response.ResponseBuilder response = Response.status(reply.status()).entity(reply.body());
            return (reply.location() == null ? response : response.header("Location", reply.location())).build();
        });
    }
}
