package io.hostmesh.provisioning.server;

import io.hostmesh.kit.schedule.Recurring;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the reconciler of this instance that there is work, so that it need not wait for its next look. */
@ApplicationScoped
public class ServerWork {

    static final String NAME = "reconcile-servers";

    private final Recurring recurring;
    private final AtomicBoolean started = new AtomicBoolean();
    private final List<Runnable> others = new CopyOnWriteArrayList<>();

    ServerWork(Recurring recurring) {
        this.recurring = recurring;
    }

    void started() {
        started.set(true);
    }

    /** Call it after the commit of what there is to do. */
    public void wake() {
        if (started.get()) {
            recurring.wake(NAME);
            others.forEach(Runnable::run);
        }
    }

    /** Whoever else wants to look when something happened to servers. */
    void onWake(Runnable other) {
        others.add(other);
    }
}
