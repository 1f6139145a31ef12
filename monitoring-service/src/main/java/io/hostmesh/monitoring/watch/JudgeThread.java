package io.hostmesh.monitoring.watch;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the judge on a thread of its own, as long as the service runs. */
@ApplicationScoped
class JudgeThread {

    private static final Logger LOG = Logger.getLogger(JudgeThread.class);
    private static final long STOP_WITHIN_MILLIS = 8_000;

    private final JudgeLoop loop;
    private @Nullable Thread thread;

    JudgeThread(JudgeLoop loop) {
        this.loop = loop;
    }

    void start(@Observes StartupEvent startup) {
        start();
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stop();
    }

    void start() {
        loop.prepare();
        Thread judge = new Thread(loop, "judge");
        judge.setDaemon(true);
        judge.start();
        thread = judge;
    }

    void stop() throws InterruptedException {
        loop.stop();
        Thread judge = thread;
        if (judge != null) {
            TimeUnit.MILLISECONDS.timedJoin(judge, STOP_WITHIN_MILLIS);
            if (judge.isAlive()) {
                LOG.warnf("judge did not stop in time milliseconds=%d", STOP_WITHIN_MILLIS);
            }
        }
    }
}
