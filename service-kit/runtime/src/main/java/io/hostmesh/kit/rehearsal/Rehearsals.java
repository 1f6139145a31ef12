package io.hostmesh.kit.rehearsal;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Plays every scene some time after the start: classes are loaded, statements prepared and code compiled before the first real
 * event comes, which would otherwise wait for all of that. The service is ready meanwhile, and those that start beside it on the
 * same machine are done with that first.
 */
@ApplicationScoped
class Rehearsals {

    /** The correlation id of all that is only practised. */
    static final String CORRELATION_ID = "rehearsal";

    private static final Duration END_OF_A_SCENE_WITHIN = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(Rehearsals.class);

    private final List<Scene> scenes;
    private final Transactions transactions;
    private final Additions additions;
    private final Vertx vertx;
    private final int rounds;
    private final Duration after;
    private final Duration within;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean underWay;
    private volatile boolean stopped;

    Rehearsals(
            @All List<Scene> scenes,
            Transactions transactions,
            Additions additions,
            Vertx vertx,
            @ConfigProperty(name = "hostmesh.rehearsal.rounds") int rounds,
            @ConfigProperty(name = "hostmesh.rehearsal.after") Duration after,
            @ConfigProperty(name = "hostmesh.rehearsal.within") Duration within) {
        this.scenes = scenes;
        this.transactions = transactions;
        this.additions = additions;
        this.vertx = vertx;
        this.rounds = rounds;
        this.after = after;
        this.within = within;
    }

    void start(@Observes StartupEvent started) {
        vertx.setTimer(Math.max(1, after.toMillis()), timer -> {
            underWay = true;
            long begin = System.nanoTime();
            playAll()
                    .onTermination()
                    .invoke(over::countDown)
                    .subscribe()
                    .with(
                            done -> {
                                // What the start left behind is collected now, and not while the first event waits.
                                System.gc();
                                LOG.infof(
                                        "rehearsed scenes=%d rounds=%d took=%d ms",
                                        scenes.size(), rounds, (System.nanoTime() - begin) / 1_000_000);
                            },
                            failure -> LOG.warnf("not rehearsed, the first events will be slow cause=%s", failure));
        });
    }

    /** The scene that is being played comes to its end, before the connection that it uses is closed. */
    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopped = true;
        if (underWay) {
            over.await(END_OF_A_SCENE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    Uni<Void> playAll() {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (int round = 0; round < rounds; round++) {
            for (Scene scene : scenes) {
                all = all.chain(() -> stopped ? Uni.createFrom().voidItem() : play(scene));
            }
        }
        return all.ifNoItem().after(within).fail();
    }

    private Uni<Void> play(Scene scene) {
        return transactions
                .inTransaction(session -> {
                    MDC.put("correlationId", CORRELATION_ID);
                    return scene.play(session, Cause.start(CORRELATION_ID, null))
                            .chain(() -> additions.write(session))
                            .chain(() -> session.flush())
                            .chain(() -> Uni.createFrom().<Void>failure(new Over()));
                })
                .onFailure(Over.class)
                .recoverWithNull();
    }

    /** The end of a scene, which rolls back what it did. */
    private static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1;

        Over() {
            super("the rehearsal of a scene is over", null, false, false);
        }
    }
}
