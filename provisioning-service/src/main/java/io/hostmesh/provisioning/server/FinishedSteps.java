package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.server.ServerProgressHandler.Finished;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Records steps that have ended: one at once, and what ends meanwhile together after that, so that many cost little more than a
 * few. The steps that are under way bound how many wait here.
 */
final class FinishedSteps {

    private static final Logger LOG = Logger.getLogger(FinishedSteps.class);

    private final Function<List<Finished>, Uni<Void>> record;
    private final int most;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean recording = new AtomicBoolean();

    private record Waiting(Finished finished, UniEmitter<? super Void> emitter) {}

    /**
     * Nothing is recorded yet.
     *
     * @param record records all of them or none
     * @param most how many are recorded together
     */
    FinishedSteps(Function<List<Finished>, Uni<Void>> record, int most) {
        this.record = record;
        this.most = most;
    }

    /** Completes when it is recorded. One that cannot be recorded keeps no other from it. */
    Uni<Void> add(Finished finished) {
        return Uni.createFrom().emitter(emitter -> {
            waiting.add(new Waiting(finished, emitter));
            next();
        });
    }

    private void next() {
        while (!waiting.isEmpty() && recording.compareAndSet(false, true)) {
            List<Waiting> taken = new ArrayList<>();
            for (Waiting each = waiting.poll(); each != null; each = taken.size() < most ? waiting.poll() : null) {
                taken.add(each);
            }
            if (!taken.isEmpty()) {
                record(taken);
                return;
            }
            recording.set(false);
        }
    }

    private void record(List<Waiting> taken) {
        record.apply(taken.stream().map(Waiting::finished).toList())
                .onFailure(failure -> taken.size() > 1)
                .recoverWithUni(failure -> {
                    LOG.debugf("steps are recorded one by one count=%d cause=%s", taken.size(), failure);
                    taken.forEach(this::recordAlone);
                    taken.clear();
                    return Uni.createFrom().voidItem();
                })
                .subscribe()
                .with(
                        done -> ended(() -> taken.forEach(each -> each.emitter().complete(null))),
                        failure ->
                                ended(() -> taken.forEach(each -> each.emitter().fail(failure))));
    }

    private void recordAlone(Waiting each) {
        record.apply(List.of(each.finished()))
                .subscribe()
                .with(done -> each.emitter().complete(null), each.emitter()::fail);
    }

    private void ended(Runnable tell) {
        recording.set(false);
        tell.run();
        next();
    }
}
