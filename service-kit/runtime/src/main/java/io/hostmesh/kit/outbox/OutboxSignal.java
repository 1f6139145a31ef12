package io.hostmesh.kit.outbox;

import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.BitSet;
import java.util.function.Consumer;

/** Tells the relay, after a commit, in which shards of the outbox there is something new. */
@ApplicationScoped
public class OutboxSignal {

    private static final String LOCAL = "hostmesh.outbox.shards";

    private volatile Consumer<BitSet> listener = shards -> {};

    /** The shards that one transaction wrote to; confined to the transaction's context. */
    public static final class Shards {
        private final BitSet written = new BitSet();

        private Shards() {}
    }

    /** Begins to note what the transaction on that context appends. Call it on the context. */
    public Shards track(Context context) {
        Shards shards = new Shards();
        context.putLocal(LOCAL, shards);
        return shards;
    }

    /** The transaction is committed. */
    public void wake(Shards shards) {
        if (!shards.written.isEmpty()) {
            listener.accept(shards.written);
        }
    }

    void listen(Consumer<BitSet> relay) {
        listener = relay;
    }

    static void written(int shard) {
        ContextLocals.<Shards>get(LOCAL).ifPresent(shards -> shards.written.set(shard));
    }
}
